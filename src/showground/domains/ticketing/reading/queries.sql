-- name: shelf_of
select event_id, price_from_amount, currency_code, tiers_count, places_left, friends_going from ticketing.shelf_of(:event_ids);

-- name: valid_tickets_of
select ticketing.valid_tickets_of(:event_id);

-- name: order
-- As whoever asks: the buyer, the guest with the link, or who sells. No row: not his.
select id, event_id, user_id, organization_id, cart_id, status, email, contact_name, subtotal_amount, tax_amount, fee_amount, fee_payer,
       total_amount, currency_code, created_at, expires_at, paid_at, cancelled_at
  from ticketing.orders
 where id = :order_id;

-- name: lines_of_order
-- After the order was shown, as the service: a tier that was hidden since still has its name on the receipt.
select i.tier_id, t.name, count(*), min(i.price_amount)::bigint, sum(i.price_amount)::bigint
  from ticketing.order_items i
  join ticketing.ticket_tiers t on t.event_id = i.event_id and t.id = i.tier_id
 where i.event_id = :event_id and i.order_id = :order_id
 group by i.tier_id, t.name, t.sort_index
 order by t.sort_index, t.name;

-- name: tickets_of_order
-- After the order was shown, as the service: only what is still the buyer's, so not what he passed on.
select t.id, t.event_id, i.order_id, t.tier_id, tt.name, t.status, t.code, t.secret, t.holder_name, t.issued_at, a.admitted_at, a.gate_name
  from ticketing.order_items i
  join ticketing.tickets t on t.event_id = i.event_id and t.id = i.ticket_id
  join ticketing.ticket_tiers tt on tt.event_id = t.event_id and tt.id = t.tier_id
  left join lateral (
    select d.admitted_at, s.gate_name
      from ticketing.admissions d
      join ticketing.scan_logs s on s.event_id = d.event_id and s.id = d.scan_id
     where d.event_id = t.event_id and d.ticket_id = t.id and d.undone_at is null
     order by d.admitted_at desc
     limit 1) a on true
 where i.order_id = :order_id and t.owner_user_id is not distinct from :owner::uuid
 order by i.id;

-- name: ticket_shown
-- As whoever asks: the holder, the guest with the order's link. Those who sell see it in their console.
select id from ticketing.tickets
 where id = :ticket_id and (owner_user_id = (select auth.uid()) or id in (select ticketing.ids_of_guest()));

-- name: ticket
-- After the ticket was shown, as the service.
select t.id, t.event_id, i.order_id, t.tier_id, tt.name, t.status, t.code, t.secret, t.holder_name, t.issued_at, a.admitted_at, a.gate_name
  from ticketing.tickets t
  join ticketing.ticket_tiers tt on tt.event_id = t.event_id and tt.id = t.tier_id
  left join ticketing.order_items i on i.ticket_id = t.id
  left join lateral (
    select d.admitted_at, s.gate_name
      from ticketing.admissions d
      join ticketing.scan_logs s on s.event_id = d.event_id and s.id = d.scan_id
     where d.event_id = t.event_id and d.ticket_id = t.id and d.undone_at is null
     order by d.admitted_at desc
     limit 1) a on true
 where t.id = :ticket_id;

-- name: siblings
select t.id
  from ticketing.order_items i
  join ticketing.tickets t on t.id = i.ticket_id
  join ticketing.tickets one on one.id = :ticket_id and one.owner_user_id is not distinct from t.owner_user_id
 where i.order_id = :order_id
 order by i.id;

-- name: my_groups
-- Upcoming: the next first. The same events of one person from one order stand together.
select g.event_id, g.order_id, g.sort_id, g.starts_at, g.ticket_ids, g.valid_count
  from (select t.event_id, i.order_id, coalesce(i.order_id, t.event_id) as sort_id, e.starts_at,
               array_agg(t.id order by t.id) as ticket_ids, count(*) filter (where t.status = 'valid') as valid_count
          from ticketing.tickets t
          join events.events e on e.id = t.event_id
          left join ticketing.order_items i on i.ticket_id = t.id
         where t.owner_user_id = (select auth.uid()) and e.ends_at >= now()
         group by t.event_id, i.order_id, e.starts_at) g
 where (g.starts_at, g.sort_id) > (:after::timestamptz, :after_id::uuid)
 order by g.starts_at, g.sort_id
 limit :limit;

-- name: my_past_groups
-- The latest first.
select g.event_id, g.order_id, g.sort_id, g.starts_at, g.ticket_ids, g.valid_count
  from (select t.event_id, i.order_id, coalesce(i.order_id, t.event_id) as sort_id, e.starts_at,
               array_agg(t.id order by t.id) as ticket_ids, count(*) filter (where t.status = 'valid') as valid_count
          from ticketing.tickets t
          join events.events e on e.id = t.event_id
          left join ticketing.order_items i on i.ticket_id = t.id
         where t.owner_user_id = (select auth.uid()) and e.ends_at < now()
         group by t.event_id, i.order_id, e.starts_at) g
 where (g.starts_at, g.sort_id) < (:after::timestamptz, :after_id::uuid)
 order by g.starts_at desc, g.sort_id desc
 limit :limit;

-- name: my_counts
select count(*) filter (where e.ends_at >= now()), count(*) filter (where e.ends_at < now())
  from ticketing.tickets t
  join events.events e on e.id = t.event_id
 where t.owner_user_id = (select auth.uid());

-- name: my_tickets
-- Newest first. Names the holder although RLS would: the policy is the net, this is the index.
select t.id, t.event_id, e.slug, coalesce(x.title, e.title), e.starts_at, e.ends_at, e.timezone, t.tier_id, tt.name, t.status, t.code, t.holder_name, t.issued_at
  from ticketing.tickets t
  join events.events e on e.id = t.event_id
  join ticketing.ticket_tiers tt on tt.event_id = t.event_id and tt.id = t.tier_id
  left join events.event_texts x on x.event_id = e.id and x.language = :language and x.language <> e.language
 where t.owner_user_id = :user_id and t.id < :before::uuid
   and (:upcoming::boolean is null or (e.ends_at >= now()) = :upcoming)
 order by t.id desc
 limit :limit;

-- name: my_orders
-- Newest first. Names the buyer although RLS would: the policy is the net, this is the index.
select o.id, o.event_id, e.slug, coalesce(x.title, e.title), o.status, i.count, o.total_amount, o.currency_code, o.created_at
  from ticketing.orders o
  join events.events e on e.id = o.event_id
  left join events.event_texts x on x.event_id = e.id and x.language = :language and x.language <> e.language
 cross join lateral (select count(*) as count from ticketing.order_items y where y.order_id = o.id) i
 where o.user_id = :user_id and (o.created_at, o.id) < (:before::timestamptz, :before_id::uuid)
 order by o.created_at desc, o.id desc
 limit :limit;
