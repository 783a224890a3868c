-- Keys that act for an organization within their scopes, and for nobody in person. The secret is shown once.
create table organizations.api_keys (
    id            uuid         primary key,
    org_id        uuid         not null,
    made_by       uuid         not null,
    name          text         not null,
    scopes        text[]       not null,
    secret_hash   bytea        not null,
    created_at    timestamptz  not null default now(),
    expires_at    timestamptz,
    revoked_at    timestamptz,
    revoked_by    uuid,
    constraint api_keys_secret_unique unique (secret_hash),
    constraint api_keys_secret_digest check (octet_length(secret_hash) = 32),
    constraint api_keys_named         check (name <> '' and length(name) <= 120),
    constraint api_keys_scopes_known  check (scopes <@ array['read', 'scan', 'manage'] and scopes <> '{}'),
    constraint api_keys_revoked_by    check ((revoked_at is null) = (revoked_by is null)),
    constraint api_keys_of_org        foreign key (org_id) references organizations.organizations (id),
    constraint api_keys_by_maker      foreign key (made_by) references users.user_profiles (user_id),
    constraint api_keys_by_revoker    foreign key (revoked_by) references users.user_profiles (user_id)
);
create index api_keys_by_org on organizations.api_keys (org_id, created_at desc);
create index api_keys_by_maker on organizations.api_keys (made_by);
create index api_keys_by_revoker on organizations.api_keys (revoked_by) where revoked_by is not null;
comment on column organizations.api_keys.scopes is 'read: as a viewer of the organization; manage: as an editor; scan: at the doors of its events. Never its team, money or keys.';

-- access
alter table organizations.api_keys enable row level security;

create policy api_keys_read on organizations.api_keys for select to authenticated
    using (org_id in (select organizations.ids_of_caller('admin')));
create policy api_keys_serve on organizations.api_keys for all to service_role, showground_definer
    using (true) with check (true);

grant select (id, org_id, made_by, name, scopes, created_at, expires_at, revoked_at, revoked_by) on organizations.api_keys to authenticated;
grant select, insert, update on organizations.api_keys to service_role;
grant select                 on organizations.api_keys to showground_definer;
