-- Who did what to which thing. Insert-only: nobody is granted more; two functions blank addresses of who is erased and forget what is old.
create table showground.audit_log (
    id            uuid         primary key,
    at            timestamptz  not null default now(),
    actor         uuid         default auth.uid(),
    action        text         not null,
    subject_type  text         not null,
    subject_id    uuid,
    details       jsonb        not null default '{}',
    operator      uuid         default (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'operator')::uuid,
    api_key       uuid         default (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'key')::uuid,
    org_id        uuid,
    event_id      uuid,
    constraint audit_log_action_dotted check (action ~ '^[a-z_]+\.[a-z_]+$')
);
create index audit_log_by_subject on showground.audit_log (subject_id, id);
create index audit_log_by_org on showground.audit_log (org_id, id) where org_id is not null;
create index audit_log_by_event on showground.audit_log (event_id, id) where event_id is not null;
comment on column showground.audit_log.actor is 'The person; null for the platform itself and for guests.';
comment on column showground.audit_log.operator is 'The operator who acted as the person; null: nobody did.';
comment on column showground.audit_log.api_key is 'The key that acted: of the person, or with no actor of an organization.';
comment on column showground.audit_log.org_id is 'Whose log it stands in; no key, so that the log outlives what it is about.';

-- access
alter table showground.audit_log enable row level security;

create policy audit_log_read on showground.audit_log for select to service_role
    using (true);
create policy audit_log_write on showground.audit_log for insert to service_role
    with check (true);
create policy audit_log_tidy on showground.audit_log for all to showground_definer
    using (true) with check (true);

grant select, insert                  on showground.audit_log to service_role;
grant select, insert, delete          on showground.audit_log to showground_definer;
grant update (details)                on showground.audit_log to showground_definer;
