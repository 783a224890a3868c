-- name: strays
-- What stands in the default partitions, by table: rows of months that nobody made a partition for.
select d.fact, d.rows
  from (select 'ad_clicks' as fact, count(*) as rows from analytics.ad_clicks_default
        union all
        select 'ad_impressions' as fact, count(*) as rows from analytics.ad_impressions_default
        union all
        select 'analytics_events' as fact, count(*) as rows from analytics.analytics_events_default
        union all
        select 'event_impressions' as fact, count(*) as rows from analytics.event_impressions_default
        union all
        select 'post_impressions' as fact, count(*) as rows from analytics.post_impressions_default) d
 where d.rows > 0
 order by d.fact;

-- name: grown_defaults
-- Asked by size, because nobody who serves may read a partition itself. One that the statistics know to hold only dead rows is left out.
select c.relname::text, pg_relation_size(c.oid)
  from pg_class c
 where c.relnamespace = 'analytics'::regnamespace and c.relispartition and pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'
   and pg_relation_size(c.oid) > 0 and not (pg_stat_get_live_tuples(c.oid) = 0 and pg_stat_get_dead_tuples(c.oid) > 0)
 order by c.relname;

-- name: make_ahead
select analytics.make_ahead(:months);

-- name: drop_oldest
select analytics.drop_oldest(:fact, :before::date);

-- name: forget_visitors
-- Today's and yesterday's stay: until then a visitor is known again, from then on by nobody.
delete from analytics.event_visitors where day < (now() at time zone 'UTC')::date - 1;

-- name: forget_salts
delete from analytics.visitor_salts where day < (now() at time zone 'UTC')::date - 1;

-- name: count_scans
-- A scan's identifier and time are its own, so that counting again counts once. Whose ticket it was stands with the ticket.
insert into analytics.analytics_events (id, created_at, event_type, event_id, ticket_id, seller_org_id, seller_user_id, properties)
select s.id, s.created_at, 'ticket.scanned', s.event_id, s.ticket_id, s.seller_org_id, s.seller_user_id,
       jsonb_build_object('verdict', s.verdict, 'gate', s.gate_name)
  from ticketing.scan_logs s
 where s.id = any(:scan_ids::uuid[])
    on conflict do nothing;

-- name: count_order
-- Once an order, however many tickets: the last step of buying. The buyer is named when he consented.
insert into analytics.analytics_events (id, created_at, event_type, user_id, event_id, seller_org_id, seller_user_id, properties)
select md5('order.paid:' || o.id)::uuid, o.paid_at, 'order.paid', case when users.consents_to(o.user_id, 'analytics') then o.user_id end,
       o.event_id, o.seller_org_id, o.seller_user_id,
       jsonb_build_object('order', o.id, 'total_amount', o.total_amount, 'currency', o.currency_code)
  from ticketing.orders o
 where o.id = :order_id and o.paid_at is not null
    on conflict do nothing;

-- name: count_purchase
-- The identifier follows from the ticket and the time is the order's, so that counting again counts once.
insert into analytics.analytics_events (id, created_at, event_type, user_id, event_id, ticket_id, seller_org_id, seller_user_id, properties)
select md5('ticket_purchased:' || i.ticket_id)::uuid, o.paid_at, 'ticket_purchased',
       case when users.consents_to(o.user_id, 'analytics') then o.user_id end, o.event_id, i.ticket_id,
       o.seller_org_id, o.seller_user_id,
       jsonb_build_object('order', o.id, 'tier', i.tier_id, 'total_amount', i.total_amount, 'currency', o.currency_code)
  from ticketing.orders o
  join ticketing.order_items i on i.event_id = o.event_id and i.order_id = o.id
 where o.id = :order_id and o.paid_at is not null and i.ticket_id is not null
    on conflict do nothing;
