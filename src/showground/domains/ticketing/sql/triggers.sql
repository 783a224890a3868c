create trigger ticket_tiers_revision before update on ticketing.ticket_tiers
    for each row execute function ticketing.raise_revision();

create trigger sales_settings_revision before update on ticketing.sales_settings
    for each row execute function ticketing.raise_revision();

-- An order goes one way: pending to paid, cancelled or expired; an expired or cancelled one may still be paid late; paid may be cancelled.
create trigger orders_forward before update of status on ticketing.orders
    for each row when (old.status is distinct from new.status) execute function ticketing.move_order_forward();

-- An issued ticket belongs to its unit for good.
create trigger order_items_ticket_stays before update of ticket_id on ticketing.order_items
    for each row when (old.ticket_id is not null and new.ticket_id is distinct from old.ticket_id)
    execute function ticketing.keep_issued_ticket();
