-- side: before
-- why:  operators find organizations by words of name and handle
-- no transaction
-- It waits for whoever is at work on the table, and one that was given up would be an invalid index: no timeouts.
-- squawk-ignore require-lock-timeout,require-statement-timeout
create index concurrently if not exists organizations_by_word on organizations.organizations using gin (to_tsvector('simple', name || ' ' || handle));
