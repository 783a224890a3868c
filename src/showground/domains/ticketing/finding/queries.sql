-- name: newest_order_of
-- Of a buyer without an account. For the service: who asks may be anybody, and is told nothing.
select o.id
  from ticketing.orders o
 where lower(o.email) = lower(:email) and o.user_id is null and o.paid_at is not null
 order by o.created_at desc, o.id desc
 limit 1;

-- name: orders_found
-- What is to be found with an order: those that its buyer made under the same address, newest first.
select o.id, e.title, e.starts_at, e.timezone
  from ticketing.orders w
  join ticketing.orders o on lower(o.email) = lower(w.email) and o.user_id is null and o.paid_at is not null
  join events.events e on e.id = o.event_id
 where w.id = :order_id and w.user_id is null and w.email is not null
 order by o.created_at desc, o.id desc
 limit :limit;

-- name: buyer_of
-- Of an order without an account. For the service.
select o.email, o.language from ticketing.orders o where o.id = :order_id and o.user_id is null and o.email is not null and o.paid_at is not null;

-- name: link_works
-- Until so long after the event, or after the link was made if that was later. For the platform itself, before it knows who asks.
select exists (select from ticketing.orders o
                 join events.events e on e.id = o.event_id
                where o.id = :order_id and greatest(e.ends_at, :made_at) + :lasts::interval > now());
