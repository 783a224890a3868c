-- name: sale
-- As whoever asks; who only looks on at the seller's does not give money back.
select o.id, o.event_id, o.status, coalesce(nullif(o.contact_name, ''), p.display_name, ''), coalesce(o.email, ''),
       o.subtotal_amount, o.total_amount - o.subtotal_amount, o.total_amount, o.currency_code, o.created_at, o.paid_at,
       coalesce(o.seller_user_id = (select auth.uid()) or o.seller_org_id in (select organizations.ids_of_caller('admin'))
                or o.event_id in (select events.ids_staffed_by_caller(array['finance']::events.staff_role[])), false)
  from ticketing.orders o
  left join users.user_profiles p on p.user_id = o.user_id
 where o.event_id = :event_id and o.id = :order_id
   and (o.seller_user_id = (select auth.uid()) or o.seller_org_id in (select organizations.ids_of_caller())
        or o.event_id in (select events.ids_staffed_by_caller(array['finance', 'manager']::events.staff_role[])));

-- name: units_of_sale
-- After the sale was shown, as the service: names of holders are not in everybody's reach. Of several refunds of a unit the living one counts.
select i.id, t.name, i.price_amount, i.total_amount, k.code, k.holder_name, k.status,
       exists (select from ticketing.admissions a where a.event_id = i.event_id and a.ticket_id = i.ticket_id and a.undone_at is null),
       r.status
  from ticketing.order_items i
  join ticketing.ticket_tiers t on t.event_id = i.event_id and t.id = i.tier_id
  left join ticketing.tickets k on k.event_id = i.event_id and k.id = i.ticket_id
  left join lateral (select x.status
                       from payments.refund_lines l
                       join payments.refunds x on x.order_id = l.order_id and x.id = l.refund_id
                      where l.order_id = i.order_id and l.order_item_id = i.id
                      order by x.status = 'failed', x.created_at desc
                      limit 1) r on true
 where i.event_id = :event_id and i.order_id = :order_id
 order by i.id;

-- name: refunds_of_order
-- As whoever asks: the buyer, the guest with the order's link, or who sells. The latest first.
select r.id, r.status, r.amount, p.currency_code, r.reason,
       (select count(*) from payments.refund_lines l where l.order_id = r.order_id and l.refund_id = r.id)::integer,
       r.attempts, r.problem, r.created_at, r.settled_at
  from payments.refunds r
  join payments.payments p on p.order_id = r.order_id and p.id = r.payment_id
 where r.event_id = :event_id and r.order_id = :order_id
 order by r.created_at desc, r.id desc
 limit 200;

-- name: refund
select r.id, r.status, r.amount, p.currency_code, r.reason,
       (select count(*) from payments.refund_lines l where l.order_id = r.order_id and l.refund_id = r.id)::integer,
       r.attempts, r.problem, r.created_at, r.settled_at
  from payments.refunds r
  join payments.payments p on p.order_id = r.order_id and p.id = r.payment_id
 where r.order_id = :order_id and r.id = :refund_id;
