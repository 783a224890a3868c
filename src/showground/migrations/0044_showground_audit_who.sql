-- side: before   (old code must run on the result)
-- why:  the audit log says which operator stood behind a person, and which key acted
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table showground.audit_log
    add column operator uuid,
    add column api_key uuid;
alter table showground.audit_log
    alter column operator set default (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'operator')::uuid,
    alter column api_key set default (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'key')::uuid;
comment on column showground.audit_log.operator is 'The operator who acted as the person; null: nobody did.';
comment on column showground.audit_log.api_key is 'The key that acted: of the person, or with no actor of an organization.';
