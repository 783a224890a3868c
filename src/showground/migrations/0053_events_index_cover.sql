-- side: before
-- why:  the key of 0050 needs an index where a picture is deleted
-- no transaction
-- It waits for whoever is at work on the table, and one that was given up would be an invalid index: no timeouts.
-- squawk-ignore require-lock-timeout,require-statement-timeout
create index concurrently if not exists events_by_cover on events.events (cover_key) where cover_key is not null;
