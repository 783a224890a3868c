-- Scanners of one event's door. A one-time code makes a phone one of them; it may scan for that event and do nothing else.
create table ticketing.devices (
    id               uuid         primary key,
    event_id         uuid         not null,
    seller_org_id    uuid,
    seller_user_id   uuid,
    made_by          uuid         not null,
    name             text         not null,
    gate_name        text         not null default '',
    code_hash        bytea,
    code_expires_at  timestamptz,
    secret_hash      bytea,
    user_agent       text         not null default '',
    created_at       timestamptz  not null default now(),
    joined_at        timestamptz,
    last_seen_at     timestamptz,
    revoked_at       timestamptz,
    constraint devices_code_unique   unique (code_hash),
    constraint devices_secret_unique unique (secret_hash),
    constraint devices_digests       check (octet_length(code_hash) = 32 and octet_length(secret_hash) = 32),
    constraint devices_code_expires  check ((code_hash is null) = (code_expires_at is null)),
    constraint devices_joined        check ((secret_hash is null) = (joined_at is null)),
    constraint devices_named         check (name <> '' and length(name) <= 60),
    constraint devices_gate_short    check (length(gate_name) <= 60),
    constraint devices_one_seller    check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint devices_of_event      foreign key (event_id) references events.events (id),
    constraint devices_seller_org    foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint devices_seller_user   foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint devices_by_maker      foreign key (made_by) references users.user_profiles (user_id)
);
create index devices_by_event on ticketing.devices (event_id, created_at desc);
create index devices_by_maker on ticketing.devices (made_by);
comment on column ticketing.devices.code_hash is 'HMAC of the one-time code under a key of the installation; null once it was used.';
comment on column ticketing.devices.secret_hash is 'SHA-256 of the credential that the code was exchanged for; null until then.';

-- access
alter table ticketing.devices enable row level security;

create policy devices_read on ticketing.devices for select to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller('editor')));
create policy devices_serve on ticketing.devices for all to service_role, showground_definer
    using (true) with check (true);

grant select (id, event_id, seller_org_id, seller_user_id, made_by, name, gate_name, code_expires_at, user_agent, created_at, joined_at,
              last_seen_at, revoked_at) on ticketing.devices to authenticated;
grant select, insert, update on ticketing.devices to service_role;
grant select, update         on ticketing.devices to showground_definer;
