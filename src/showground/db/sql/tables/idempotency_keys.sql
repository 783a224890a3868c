-- The first answer to a keyed request, stored in the transaction of its effect.
create table showground.idempotency_keys (
    principal   text         not null,
    key         text         not null,
    request     bytea        not null,
    status      smallint     not null,
    response    jsonb        not null,
    created_at  timestamptz  not null default now(),
    constraint idempotency_keys_pkey primary key (principal, key),
    constraint idempotency_keys_request_digest check (octet_length(request) = 32)
);
create index idempotency_keys_by_age on showground.idempotency_keys (created_at);
comment on column showground.idempotency_keys.principal is 'Whose key: user:<id>, key:<id>, cart:<id>.';
comment on column showground.idempotency_keys.request is 'SHA-256 of method, path and body.';

-- access
alter table showground.idempotency_keys enable row level security;

create policy idempotency_keys_serve on showground.idempotency_keys for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert, delete on showground.idempotency_keys to service_role;
grant select, insert         on showground.idempotency_keys to showground_definer;
