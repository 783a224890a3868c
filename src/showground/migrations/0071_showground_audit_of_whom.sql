-- side: before
-- why:  organizations read their own log; an entry says whose it is
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table showground.audit_log add column org_id uuid;
alter table showground.audit_log add column event_id uuid;
comment on column showground.audit_log.org_id is 'Whose log it stands in; no key, so that the log outlives what it is about.';
