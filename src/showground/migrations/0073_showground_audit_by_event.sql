-- no transaction
-- side: before
-- why:  an event's log is read by keyset
-- squawk-ignore require-lock-timeout, require-statement-timeout
create index concurrently if not exists audit_log_by_event on showground.audit_log (event_id, id) where event_id is not null;
