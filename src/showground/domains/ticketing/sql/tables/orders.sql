-- What somebody bought, or is about to pay, of one event and one seller.
create table ticketing.orders (
    id               uuid                    primary key,
    event_id         uuid                    not null,
    user_id          uuid,
    organization_id  uuid,
    seller_org_id    uuid,
    seller_user_id   uuid,
    cart_id          uuid                    not null,
    status           ticketing.order_status  not null,
    email            text,
    contact_name     text                    not null default '',
    subtotal_amount  ref.minor_units         not null,
    tax_amount       ref.minor_units         not null,
    fee_amount       ref.minor_units         not null,
    fee_payer        ticketing.fee_payer     not null,
    total_amount     ref.minor_units         not null,
    currency_code    text                    not null,
    created_at       timestamptz             not null default now(),
    expires_at       timestamptz,
    paid_at          timestamptz,
    cancelled_at     timestamptz,
    language         text                    not null default 'en',
    constraint orders_in_event     unique (event_id, id),
    constraint orders_once_a_cart  unique (cart_id),
    constraint orders_positive     check (subtotal_amount >= 0 and tax_amount >= 0 and tax_amount <= subtotal_amount and fee_amount >= 0),
    constraint orders_adds_up      check (total_amount = subtotal_amount + case when fee_payer = 'buyer' then fee_amount else 0 end),
    constraint orders_contactable  check (user_id is not null or email is not null),
    constraint orders_email_form   check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
    constraint orders_paid_when    check ((status = 'paid') <= (paid_at is not null)),
    constraint orders_ends         check (status not in ('pending', 'awaiting_approval') or expires_at is not null),
    constraint orders_one_seller   check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint orders_of_event     foreign key (event_id) references events.events (id),
    constraint orders_of_cart      foreign key (event_id, cart_id) references ticketing.carts (event_id, id),
    constraint orders_by_user      foreign key (user_id) references users.user_profiles (user_id),
    constraint orders_for_org      foreign key (organization_id) references organizations.organizations (id),
    constraint orders_seller_org   foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint orders_seller_user  foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint orders_currency     foreign key (currency_code) references ref.currencies (code),
    constraint orders_language_form check (language ~ '^[a-z]{2,3}$')
) with (fillfactor = 85);
create index orders_by_user on ticketing.orders (user_id, created_at desc, id desc) where user_id is not null;
create index orders_by_email on ticketing.orders (lower(email), created_at desc, id desc) where email is not null;
create index orders_by_event on ticketing.orders (event_id, created_at desc, id desc);
create index orders_for_org on ticketing.orders (organization_id) where organization_id is not null;
create index orders_running on ticketing.orders (expires_at) where status in ('pending', 'awaiting_approval');
comment on column ticketing.orders.organization_id is 'The organization that buys; the seller is the event''s owner.';
comment on column ticketing.orders.language is 'What the buyer read when he bought; letters to a guest speak it.';
comment on column ticketing.orders.tax_amount is 'Contained in the subtotal.';
comment on column ticketing.orders.fee_amount is 'What the platform keeps; on top of the subtotal when the buyer pays it.';

-- access
alter table ticketing.orders enable row level security;

create policy orders_read_guest on ticketing.orders for select to anon
    using (id = (select showground.claim('order'))::uuid);
create policy orders_read on ticketing.orders for select to authenticated
    using (user_id = (select auth.uid()) or seller_user_id = (select auth.uid())
           or seller_org_id in (select organizations.ids_of_caller())
           or event_id in (select events.ids_staffed_by_caller(array['finance', 'manager']::events.staff_role[])));
create policy orders_serve on ticketing.orders for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.orders to anon, authenticated;
grant select, insert, update on ticketing.orders to service_role, showground_definer;
