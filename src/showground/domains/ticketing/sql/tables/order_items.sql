-- One row per unit sold; its ticket is set when it is issued. A unit without a tier is an extra, such as a donation: it says what it
-- is and brings no ticket.
create table ticketing.order_items (
    id              uuid             primary key,
    order_id        uuid             not null,
    event_id        uuid             not null,
    tier_id         uuid,
    ticket_id       uuid,
    description     text             not null default '',
    seller_org_id   uuid,
    seller_user_id  uuid,
    price_amount    ref.minor_units  not null,
    tax_amount      ref.minor_units  not null,
    fee_amount      ref.minor_units  not null,
    total_amount    ref.minor_units  not null,
    constraint order_items_ticket_once unique (ticket_id),
    constraint order_items_in_order    unique (order_id, id),
    constraint order_items_positive    check (price_amount >= 0 and tax_amount between 0 and price_amount and fee_amount >= 0),
    constraint order_items_adds_up     check (total_amount in (price_amount, price_amount + fee_amount)),
    constraint order_items_says_what   check (tier_id is not null or (description <> '' and ticket_id is null)),
    constraint order_items_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint order_items_of_order    foreign key (event_id, order_id) references ticketing.orders (event_id, id),
    constraint order_items_of_tier     foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id),
    constraint order_items_of_ticket   foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id),
    constraint order_items_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint order_items_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
) with (fillfactor = 90);
create index order_items_by_order on ticketing.order_items (event_id, order_id);
create index order_items_by_tier on ticketing.order_items (event_id, tier_id) where tier_id is not null;
create index order_items_by_ticket on ticketing.order_items (event_id, ticket_id) where ticket_id is not null;

-- access
alter table ticketing.order_items enable row level security;

create policy order_items_read_guest on ticketing.order_items for select to anon
    using (order_id = (select showground.claim('order'))::uuid);
create policy order_items_read on ticketing.order_items for select to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller())
           or event_id in (select events.ids_staffed_by_caller(array['finance', 'manager']::events.staff_role[]))
           or ticketing.bought_by_caller(order_id));
create policy order_items_serve on ticketing.order_items for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.order_items to anon, authenticated;
grant select, insert, update on ticketing.order_items to service_role, showground_definer;
