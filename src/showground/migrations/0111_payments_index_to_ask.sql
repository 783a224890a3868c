-- side: before
-- why:  the reconciler finds the payments that are to be asked after, also those that failed once
-- no transaction
-- It waits for whoever is at work on the table, and one that was given up would be an invalid index: no timeouts.
-- squawk-ignore require-lock-timeout,require-statement-timeout
create index concurrently if not exists payments_to_ask on payments.payments (ask_at) where status in ('created', 'pending', 'failed');
