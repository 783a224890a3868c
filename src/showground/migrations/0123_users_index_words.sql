-- side: before
-- why:  operators find people by words of name and handle
-- no transaction
-- It waits for whoever is at work on the table, and one that was given up would be an invalid index: no timeouts.
-- squawk-ignore require-lock-timeout,require-statement-timeout
create index concurrently if not exists user_profiles_by_word on users.user_profiles using gin (to_tsvector('simple', display_name || ' ' || handle));
