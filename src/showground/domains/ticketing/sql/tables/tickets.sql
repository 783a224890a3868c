-- The right of one holder to come in. Issued when its order is paid; an admission is a row of its own.
create table ticketing.tickets (
    id              uuid                     primary key,
    event_id        uuid                     not null,
    tier_id         uuid                     not null,
    owner_user_id   uuid,
    seller_org_id   uuid,
    seller_user_id  uuid,
    status          ticketing.ticket_status  not null default 'valid',
    code            text                     not null,
    secret          uuid                     not null,
    holder_name     text                     not null default '',
    issued_at       timestamptz              not null default now(),
    cancelled_at    timestamptz,
    constraint tickets_in_event    unique (event_id, id),
    constraint tickets_code_unique unique (event_id, code),
    constraint tickets_code_form   check (code ~ '^[2-9A-HJ-NP-Z]{10}$'),
    constraint tickets_cancelled   check ((status = 'cancelled') = (cancelled_at is not null)),
    constraint tickets_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint tickets_of_event    foreign key (event_id) references events.events (id),
    constraint tickets_of_tier     foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id),
    constraint tickets_of_owner    foreign key (owner_user_id) references users.user_profiles (user_id),
    constraint tickets_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint tickets_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
) with (fillfactor = 90);
create index tickets_by_owner on ticketing.tickets (owner_user_id, id desc) where owner_user_id is not null;
create index tickets_by_tier on ticketing.tickets (event_id, tier_id);
comment on column ticketing.tickets.code is 'What people read aloud and type at the door; unique in its event.';
comment on column ticketing.tickets.secret is 'Part of the signed QR; a new one kills every copy of the old.';

-- access
alter table ticketing.tickets enable row level security;

create policy tickets_read_guest on ticketing.tickets for select to anon
    using (id in (select ticketing.ids_of_guest()));
create policy tickets_read on ticketing.tickets for select to authenticated
    using (owner_user_id = (select auth.uid()) or seller_user_id = (select auth.uid())
           or seller_org_id in (select organizations.ids_of_caller())
           or event_id in (select events.ids_staffed_by_caller(array['door', 'manager']::events.staff_role[])));
create policy tickets_serve on ticketing.tickets for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.tickets to anon, authenticated;
grant select, insert, update on ticketing.tickets to service_role, showground_definer;
