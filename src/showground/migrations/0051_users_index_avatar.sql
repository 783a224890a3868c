-- side: before
-- why:  the key of 0050 needs an index where a picture is deleted
-- no transaction
-- It waits for whoever is at work on the table, and one that was given up would be an invalid index: no timeouts.
-- squawk-ignore require-lock-timeout,require-statement-timeout
create index concurrently if not exists user_profiles_by_avatar on users.user_profiles (avatar_key) where avatar_key is not null;
