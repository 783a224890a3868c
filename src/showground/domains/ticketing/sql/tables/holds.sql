-- Places set aside in a pool for a cart. They end exactly once: consumed by tickets, released by the buyer, or expired.
create table ticketing.holds (
    cart_id     uuid                  not null,
    pool_id     uuid                  not null,
    event_id    uuid                  not null,
    places      integer               not null,
    state       ticketing.hold_state  not null default 'active',
    expires_at  timestamptz           not null,
    constraint holds_pkey    primary key (cart_id, pool_id),
    constraint holds_some    check (places > 0),
    constraint holds_of_cart foreign key (event_id, cart_id) references ticketing.carts (event_id, id),
    constraint holds_of_pool foreign key (event_id, pool_id) references ticketing.pools (event_id, id)
) with (fillfactor = 80);
create index holds_running on ticketing.holds (pool_id, expires_at) where state = 'active';

-- access
alter table ticketing.holds enable row level security;

create policy holds_read on ticketing.holds for select to authenticated
    using (cart_id in (select c.id from ticketing.carts c where c.user_id = (select auth.uid())));
create policy holds_serve on ticketing.holds for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on ticketing.holds to authenticated;
grant select, insert, update, delete on ticketing.holds to service_role;
grant select, insert, update         on ticketing.holds to showground_definer;
