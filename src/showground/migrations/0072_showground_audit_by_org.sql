-- no transaction
-- side: before
-- why:  an organization's log is read by keyset
-- squawk-ignore require-lock-timeout, require-statement-timeout
create index concurrently if not exists audit_log_by_org on showground.audit_log (org_id, id) where org_id is not null;
