-- What is to be collected for an order through a provider, and what came in and went back. States only move forward.
create table payments.payments (
    id                     uuid                     primary key,
    order_id               uuid                     not null,
    event_id               uuid                     not null,
    seller_org_id          uuid,
    seller_user_id         uuid,
    provider               payments.provider        not null,
    provider_account       text                     not null default '',
    provider_ref           text,
    status                 payments.payment_status  not null default 'created',
    currency_code          text                     not null,
    amount                 ref.minor_units          not null,
    captured_amount        ref.minor_units          not null default 0,
    refund_pending_amount  ref.minor_units          not null default 0,
    refunded_amount        ref.minor_units          not null default 0,
    created_at             timestamptz              not null default now(),
    captured_at            timestamptz,
    ask_at                 timestamptz              not null default now(),
    constraint payments_in_order        unique (order_id, id),
    constraint payments_ref_once        unique (provider, provider_account, provider_ref),
    constraint payments_positive        check (amount > 0 and captured_amount >= 0 and captured_amount <= amount),
    constraint payments_captured        check ((status = 'captured') = (captured_amount > 0) and (status = 'captured') = (captured_at is not null)),
    constraint payments_not_overrefunded check (refunded_amount >= 0 and refund_pending_amount >= 0
                                               and refunded_amount + refund_pending_amount <= captured_amount),
    constraint payments_one_seller      check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint payments_of_order        foreign key (event_id, order_id) references ticketing.orders (event_id, id),
    constraint payments_seller_org      foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint payments_seller_user     foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint payments_currency        foreign key (currency_code) references ref.currencies (code)
) with (fillfactor = 85);
create index payments_by_order on payments.payments (event_id, order_id);
create index payments_to_ask on payments.payments (ask_at) where status in ('created', 'pending', 'failed');
comment on column payments.payments.ask_at is 'When its provider may be asked after it next, while it has no final word.';

-- access
alter table payments.payments enable row level security;

create policy payments_read_guest on payments.payments for select to anon
    using (order_id = (select showground.claim('order'))::uuid);
create policy payments_read on payments.payments for select to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller('admin'))
           or event_id in (select events.ids_staffed_by_caller(array['finance']::events.staff_role[]))
           or ticketing.bought_by_caller(order_id));
create policy payments_serve on payments.payments for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on payments.payments to anon, authenticated;
grant select, insert, update on payments.payments to service_role, showground_definer;
