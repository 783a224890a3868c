-- Money on its way back to the buyer. The row is the intent; its id is the provider's idempotency key.
create table payments.refunds (
    id             uuid                    primary key,
    payment_id     uuid                    not null,
    order_id       uuid                    not null,
    event_id       uuid                    not null,
    seller_org_id  uuid,
    seller_user_id uuid,
    status         payments.refund_status  not null default 'pending',
    amount         ref.minor_units         not null,
    reason         text                    not null,
    provider_ref   text,
    created_at     timestamptz             not null default now(),
    settled_at     timestamptz,
    attempts       integer                 not null default 0,
    due_at         timestamptz             not null default now(),
    problem        text                    not null default '',
    constraint refunds_in_order    unique (order_id, id),
    constraint refunds_positive    check (amount > 0),
    constraint refunds_settled     check ((status = 'pending') = (settled_at is null)),
    constraint refunds_reasoned    check (reason <> ''),
    constraint refunds_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint refunds_of_payment  foreign key (order_id, payment_id) references payments.payments (order_id, id),
    constraint refunds_of_order    foreign key (event_id, order_id) references ticketing.orders (event_id, id),
    constraint refunds_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint refunds_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
);
create index refunds_by_order on payments.refunds (event_id, order_id);
create index refunds_by_payment on payments.refunds (order_id, payment_id);
create index refunds_waiting on payments.refunds (created_at) where status = 'pending';
comment on column payments.refunds.attempts is 'How often its provider was asked. Above one: it may have been sent, so it is asked after first.';
comment on column payments.refunds.due_at is 'When it is tried next, while it is pending.';
comment on column payments.refunds.problem is 'Why the last try did not end it, or why it failed.';

-- access
alter table payments.refunds enable row level security;

create policy refunds_read_guest on payments.refunds for select to anon
    using (order_id = (select showground.claim('order'))::uuid);
create policy refunds_read on payments.refunds for select to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller('admin'))
           or event_id in (select events.ids_staffed_by_caller(array['finance']::events.staff_role[]))
           or ticketing.bought_by_caller(order_id));
create policy refunds_serve on payments.refunds for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on payments.refunds to anon, authenticated;
grant select, insert, update on payments.refunds to service_role, showground_definer;
