-- name: tell_buyer
-- The dedupe key makes telling again tell once.
insert into messaging.notifications (id, recipient_user_id, event_id, kind, dedupe_key, title, body, target_path)
select :notification_id::uuid, o.user_id, o.event_id, 'ticketing.order_paid', 'order:' || o.id,
       left('Your tickets for ' || e.title, 200),
       case when n.units = 1 then 'One ticket is' else n.units || ' tickets are' end || ' waiting for you.',
       '/orders/' || o.id
  from ticketing.orders o
  join events.events e on e.id = o.event_id
 cross join lateral (select count(*) as units from ticketing.order_items i
                      where i.event_id = o.event_id and i.order_id = o.id and i.ticket_id is not null) n
 where o.id = :order_id and o.status = 'paid' and o.user_id is not null
    on conflict on constraint notifications_once do nothing;
