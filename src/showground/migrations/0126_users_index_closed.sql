-- side: before
-- why:  operators see whose account is closed
-- no transaction
-- It waits for whoever is at work on the table, and one that was given up would be an invalid index: no timeouts.
-- squawk-ignore require-lock-timeout,require-statement-timeout
create index concurrently if not exists accounts_closed on users.accounts (user_id) where disabled_at is not null;
