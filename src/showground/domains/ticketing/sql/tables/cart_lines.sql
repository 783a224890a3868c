-- How many tickets of a tier a cart wants.
create table ticketing.cart_lines (
    event_id  uuid     not null,
    cart_id   uuid     not null,
    tier_id   uuid     not null,
    quantity  integer  not null,
    constraint cart_lines_pkey    primary key (cart_id, tier_id),
    constraint cart_lines_some    check (quantity between 1 and 100),
    constraint cart_lines_of_cart foreign key (event_id, cart_id) references ticketing.carts (event_id, id) on delete cascade,
    constraint cart_lines_of_tier foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id)
);
create index cart_lines_by_tier on ticketing.cart_lines (event_id, tier_id);

-- access
alter table ticketing.cart_lines enable row level security;

create policy cart_lines_read on ticketing.cart_lines for select to authenticated
    using (cart_id in (select c.id from ticketing.carts c where c.user_id = (select auth.uid())));
create policy cart_lines_serve on ticketing.cart_lines for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.cart_lines to authenticated;
grant select, insert, delete on ticketing.cart_lines to service_role, showground_definer;
