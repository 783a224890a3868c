-- Kinds of tickets with a price. Every edit raises the revision, so that nobody is sold a ticket at a price he was not shown.
create table ticketing.ticket_tiers (
    id              uuid                   primary key,
    event_id        uuid                   not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    name            text                   not null,
    description     text                   not null default '',
    price_amount    ref.minor_units        not null,
    currency_code   text                   not null,
    tax_bps         integer                not null default 0,
    status          ticketing.tier_status  not null default 'on_sale',
    sales_start_at  timestamptz,
    sales_end_at    timestamptz,
    min_per_order   integer                not null default 1,
    max_per_order   integer                not null default 10,
    sort_index      integer                not null default 0,
    revision        integer                not null default 1,
    created_at      timestamptz            not null default now(),
    constraint ticket_tiers_in_event    unique (event_id, id),
    constraint ticket_tiers_named       check (name <> '' and length(name) <= 120),
    constraint ticket_tiers_price       check (price_amount >= 0),
    constraint ticket_tiers_tax         check (tax_bps between 0 and 5000),
    constraint ticket_tiers_window      check (sales_end_at > sales_start_at),
    constraint ticket_tiers_per_order   check (min_per_order between 1 and max_per_order and max_per_order <= 100),
    constraint ticket_tiers_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint ticket_tiers_of_event    foreign key (event_id) references events.events (id),
    constraint ticket_tiers_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint ticket_tiers_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint ticket_tiers_currency    foreign key (currency_code) references ref.currencies (code),
    constraint ticket_tiers_same_money  foreign key (event_id, currency_code) references events.events (id, currency_code)
);
create index ticket_tiers_by_event on ticketing.ticket_tiers (event_id, sort_index, id);
create index ticket_tiers_by_currency on ticketing.ticket_tiers (currency_code);
comment on column ticketing.ticket_tiers.price_amount is 'What the ticket costs, tax included, before a fee on top.';
comment on column ticketing.ticket_tiers.tax_bps is 'Tax contained in the price, in basis points of the net price.';

-- access
alter table ticketing.ticket_tiers enable row level security;

create policy ticket_tiers_read_anon on ticketing.ticket_tiers for select to anon
    using (status <> 'hidden' and events.shown_to_caller(event_id));
create policy ticket_tiers_read on ticketing.ticket_tiers for select to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller())
           or event_id in (select events.ids_staffed_by_caller(array['door', 'finance', 'manager']::events.staff_role[]))
           or (status <> 'hidden' and events.shown_to_caller(event_id)));
create policy ticket_tiers_add on ticketing.ticket_tiers for insert to authenticated
    with check (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller('editor'))
                or event_id in (select events.ids_staffed_by_caller(array['manager']::events.staff_role[])));
create policy ticket_tiers_edit on ticketing.ticket_tiers for update to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller('editor'))
           or event_id in (select events.ids_staffed_by_caller(array['manager']::events.staff_role[])))
    with check (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller('editor'))
                or event_id in (select events.ids_staffed_by_caller(array['manager']::events.staff_role[])));
create policy ticket_tiers_serve on ticketing.ticket_tiers for all to service_role, showground_definer
    using (true) with check (true);

grant select on ticketing.ticket_tiers to anon, authenticated, showground_definer;
grant insert (id, event_id, seller_org_id, seller_user_id, name, description, price_amount, currency_code, tax_bps, status, sales_start_at,
              sales_end_at, min_per_order, max_per_order, sort_index) on ticketing.ticket_tiers to authenticated;
grant update (name, description, price_amount, tax_bps, status, sales_start_at, sales_end_at, min_per_order, max_per_order, sort_index)
      on ticketing.ticket_tiers to authenticated;
grant select, insert, update, delete on ticketing.ticket_tiers to service_role;
