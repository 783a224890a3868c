-- Keys that act for their owner within their scopes. The secret is shown once; its SHA-256 is readable by no API role.
create table users.api_keys (
    id           uuid         primary key,
    user_id      uuid         not null,
    name         text         not null,
    scopes       text[]       not null,
    secret_hash  bytea        not null,
    created_at   timestamptz  not null default now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    constraint api_keys_secret_unique unique (secret_hash),
    constraint api_keys_secret_digest check (octet_length(secret_hash) = 32),
    constraint api_keys_named         check (name <> '' and length(name) <= 120),
    constraint api_keys_scopes_known  check (scopes <@ array['read', 'buy', 'scan', 'manage'] and scopes <> '{}'),
    constraint api_keys_of_account    foreign key (user_id) references users.accounts (user_id)
);
create index api_keys_by_user on users.api_keys (user_id);

-- access
alter table users.api_keys enable row level security;

create policy api_keys_read on users.api_keys for select to authenticated
    using (user_id = (select auth.uid()));
create policy api_keys_serve on users.api_keys for all to service_role, showground_definer
    using (true) with check (true);

grant select (id, user_id, name, scopes, created_at, expires_at, revoked_at) on users.api_keys to authenticated;
grant select, insert, update on users.api_keys to service_role;
grant select                 on users.api_keys to showground_definer;
