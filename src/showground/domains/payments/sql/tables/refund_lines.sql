-- How a refund splits over the units of its order, with the tax and fee of each.
create table payments.refund_lines (
    refund_id      uuid             not null,
    order_id       uuid             not null,
    order_item_id  uuid             not null,
    amount         ref.minor_units  not null,
    tax_amount     ref.minor_units  not null,
    fee_amount     ref.minor_units  not null,
    constraint refund_lines_pkey      primary key (refund_id, order_item_id),
    constraint refund_lines_within    check (amount > 0 and tax_amount between 0 and amount and fee_amount between 0 and amount),
    constraint refund_lines_of_refund foreign key (order_id, refund_id) references payments.refunds (order_id, id),
    constraint refund_lines_of_item   foreign key (order_id, order_item_id) references ticketing.order_items (order_id, id)
);
create index refund_lines_by_refund on payments.refund_lines (order_id, refund_id);
create index refund_lines_by_item on payments.refund_lines (order_id, order_item_id);

-- access
alter table payments.refund_lines enable row level security;

create policy refund_lines_read_guest on payments.refund_lines for select to anon
    using (order_id = (select showground.claim('order'))::uuid);
create policy refund_lines_read on payments.refund_lines for select to authenticated
    using (refund_id in (select r.id from payments.refunds r));
create policy refund_lines_serve on payments.refund_lines for all to service_role, showground_definer
    using (true) with check (true);

grant select         on payments.refund_lines to anon, authenticated;
grant select, insert on payments.refund_lines to service_role, showground_definer;
