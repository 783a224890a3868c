-- What somebody is about to buy, of one event. A guest proves himself by the secret; one cart makes one order.
create table ticketing.carts (
    id           uuid         primary key,
    event_id     uuid         not null,
    user_id      uuid,
    secret_hash  bytea        not null,
    created_at   timestamptz  not null default now(),
    expires_at   timestamptz  not null,
    constraint carts_in_event      unique (event_id, id),
    constraint carts_secret_digest check (octet_length(secret_hash) = 32),
    constraint carts_bounded       check (expires_at <= created_at + interval '7 days'),
    constraint carts_of_event      foreign key (event_id) references events.events (id),
    constraint carts_of_user       foreign key (user_id) references users.user_profiles (user_id)
);
create index carts_by_user on ticketing.carts (user_id) where user_id is not null;
create index carts_by_expiry on ticketing.carts (expires_at);

-- access
alter table ticketing.carts enable row level security;

create policy carts_read on ticketing.carts for select to authenticated
    using (user_id = (select auth.uid()));
create policy carts_serve on ticketing.carts for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on ticketing.carts to authenticated;
grant select, insert, update, delete on ticketing.carts to service_role;
grant select, insert, update         on ticketing.carts to showground_definer;
