-- side: before
-- why:  payments_to_ask of 0111 took its place
-- no transaction
-- squawk-ignore require-lock-timeout,require-statement-timeout
drop index concurrently if exists payments.payments_stuck;
