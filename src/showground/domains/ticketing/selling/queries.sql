-- name: orders_of_event
-- Newest first, keyset paged; the caller was proved to run the event. `tail`: the end of the id that an order's number stands for.
select o.id, coalesce(o.user_id, o.id),
       coalesce(nullif(o.contact_name, ''), p.display_name, o.email, ''), coalesce(o.email, ''), o.status,
       (select count(*) from ticketing.order_items i where i.event_id = o.event_id and i.order_id = o.id),
       o.subtotal_amount, o.fee_amount, o.total_amount, o.currency_code, o.created_at, o.paid_at
  from ticketing.orders o
  left join users.user_profiles p on p.user_id = o.user_id
 where o.event_id = :event_id
   and (:status::text is null or o.status = :status::text::ticketing.order_status)
   and (:words = '' or strpos(lower(concat_ws(' ', o.contact_name, p.display_name, o.email)), lower(:words)) > 0
        or right(o.id::text, 8) = :tail)
   and (o.created_at, o.id) < (:before::timestamptz, :before_id::uuid)
 order by o.created_at desc, o.id desc
 limit :limit;

-- name: count_orders_of_event
select count(*)
  from ticketing.orders o
  left join users.user_profiles p on p.user_id = o.user_id
 where o.event_id = :event_id
   and (:status::text is null or o.status = :status::text::ticketing.order_status)
   and (:words = '' or strpos(lower(concat_ws(' ', o.contact_name, p.display_name, o.email)), lower(:words)) > 0
        or right(o.id::text, 8) = :tail);

-- name: attendees_of_event
-- In the order in which tickets were issued. For the service, after the caller was proved to run the event.
select t.id, t.code, coalesce(nullif(t.holder_name, ''), p.display_name, ''), coalesce(t.owner_user_id, t.id), r.name, t.status, t.issued_at,
       a.admitted_at, s.gate_name
  from ticketing.tickets t
  join ticketing.ticket_tiers r on r.event_id = t.event_id and r.id = t.tier_id
  left join users.user_profiles p on p.user_id = t.owner_user_id
  left join lateral (select a.admitted_at, a.scan_id
                       from ticketing.admissions a
                      where a.event_id = t.event_id and a.ticket_id = t.id and a.undone_at is null
                      order by a.admitted_at limit 1) a on true
  left join ticketing.scan_logs s on s.event_id = t.event_id and s.id = a.scan_id
 where t.event_id = :event_id and t.id > :after::uuid
   and (:words = '' or strpos(lower(concat_ws(' ', t.holder_name, p.display_name, t.code)), lower(:words)) > 0)
   and case :shown when 'in' then a.admitted_at is not null when 'out' then a.admitted_at is null and t.status = 'valid' else true end
 order by t.id
 limit :limit;

-- name: totals_of_event
-- Each figure from its own table, so none multiplies another. For the service, after the caller was proved to run the event.
select (select count(*) from ticketing.orders o where o.event_id = e.id and o.status = 'paid'),
       (select count(*) from ticketing.tickets t where t.event_id = e.id and t.status = 'valid'),
       (select coalesce(sum(o.subtotal_amount), 0)::bigint from ticketing.orders o where o.event_id = e.id and o.status = 'paid'),
       e.currency_code,
       (select count(distinct a.ticket_id) from ticketing.admissions a where a.event_id = e.id and a.undone_at is null),
       (select case when not bool_or(p.unlimited) then sum(p.capacity)::integer end from ticketing.pools p where p.event_id = e.id)
  from events.events e
 where e.id = :event_id;

-- name: turnout_of_event
-- For the service, after the caller was proved to stand at the door.
select (select count(*) from ticketing.tickets t where t.event_id = :event_id and t.status = 'valid'),
       (select count(distinct a.ticket_id) from ticketing.admissions a where a.event_id = :event_id and a.undone_at is null);

-- name: tiers_of_event
-- A tier's capacity is that of its scarcest pool; what it sold are its own tickets, because tiers may share a pool.
select t.id, t.name, t.description, t.price_amount, t.currency_code, t.tax_bps, t.status, t.sales_start_at, t.sales_end_at, t.min_per_order,
       t.max_per_order, t.revision,
       (select count(*) from ticketing.tickets k where k.event_id = t.event_id and k.tier_id = t.id and k.status = 'valid')::integer,
       coalesce(p.held, 0), p.capacity
  from ticketing.ticket_tiers t
  left join lateral (
      select max(l.held) as held, min(case when not l.unlimited then l.capacity end) as capacity
        from ticketing.tier_pools tp
        join ticketing.pools l on l.event_id = tp.event_id and l.id = tp.pool_id
       where tp.event_id = t.event_id and tp.tier_id = t.id) p on true
 where t.event_id = :event_id
 order by t.sort_index, t.id;

-- name: count_tiers_of_event
select count(*) from ticketing.ticket_tiers t where t.event_id = :event_id and t.status <> 'hidden';

-- name: sales_by_day
-- Days of the event's zone with a sale, tier by tier, oldest first.
select (o.paid_at at time zone e.timezone)::date, i.tier_id, count(*), sum(i.price_amount)::bigint
  from ticketing.orders o
  join events.events e on e.id = o.event_id
  join ticketing.order_items i on i.event_id = o.event_id and i.order_id = o.id and i.tier_id is not null    -- extras are no tickets
 where o.event_id = :event_id and o.status = 'paid' and o.paid_at >= :since
 group by 1, 2
 order by 1, 2;

-- name: recent_scans
select s.id, s.verdict, coalesce(nullif(t.holder_name, ''), p.display_name), r.name, s.gate_name, s.created_at
  from ticketing.scan_logs s
  left join ticketing.tickets t on t.event_id = s.event_id and t.id = s.ticket_id
  left join ticketing.ticket_tiers r on r.event_id = t.event_id and r.id = t.tier_id
  left join users.user_profiles p on p.user_id = t.owner_user_id
 where s.event_id = :event_id
 order by s.created_at desc, s.id desc
 limit :limit;

-- name: gate_counts
select s.gate_name, count(*)
  from ticketing.scan_logs s
 where s.event_id = :event_id and s.verdict = 'admitted'
 group by s.gate_name
 order by s.gate_name;

-- name: events_of_owner
-- Soonest first for what comes, latest first for what is over; keyset paged. The caller was proved to act for the owner.
select e.id, e.slug, e.title, e.status, e.starts_at, e.ends_at, e.timezone, e.city, e.currency_code,
       (select count(*) from ticketing.tickets t where t.event_id = e.id and t.status = 'valid'),
       (select case when not bool_or(p.unlimited) then sum(p.capacity)::integer end from ticketing.pools p where p.event_id = e.id),
       (select coalesce(sum(o.subtotal_amount), 0)::bigint from ticketing.orders o where o.event_id = e.id and o.status = 'paid')
  from events.events e
 where (e.owner_user_id = :user_id::uuid or e.owner_org_id = :org_id::uuid)
   and case :tab when 'drafts' then e.status in ('draft', 'scheduled')
                 when 'past' then e.status in ('ended', 'archived', 'cancelled') or (e.status not in ('draft', 'scheduled') and e.ends_at < now())
                 else e.status in ('published', 'postponed') and e.ends_at >= now() end
   and (:words = '' or strpos(lower(e.title || ' ' || e.city), lower(:words)) > 0)
   and case when :tab = 'past' then (e.starts_at, e.id) < (:starts_at::timestamptz, :id::uuid)
            else (e.starts_at, e.id) > (:starts_at::timestamptz, :id::uuid) end
 order by case when :tab = 'past' then e.starts_at end desc, case when :tab = 'past' then e.id end desc, e.starts_at, e.id
 limit :limit;

-- name: events_of_platform
-- For whoever runs the machine: what comes, the soonest first, then what is over, the latest first.
select e.id, e.slug, e.title, e.status, e.starts_at, e.ends_at, e.timezone, e.city, e.currency_code,
       (select count(*) from ticketing.tickets t where t.event_id = e.id and t.status = 'valid'),
       (select case when not bool_or(p.unlimited) then sum(p.capacity)::integer end from ticketing.pools p where p.event_id = e.id),
       (select coalesce(sum(o.subtotal_amount), 0)::bigint from ticketing.orders o where o.event_id = e.id and o.status = 'paid')
  from (select * from events.events v
         where (:status::text is null or v.status = :status::text::events.event_status)
           and (:words = '' or strpos(lower(v.title || ' ' || v.city), lower(:words)) > 0)
         order by v.ends_at < now(), abs(extract(epoch from v.starts_at - now())), v.id
         limit :limit) e
 order by e.ends_at < now(), abs(extract(epoch from e.starts_at - now())), e.id;

-- name: count_events_of_owner
select count(*) filter (where e.status in ('published', 'postponed') and e.ends_at >= now()),
       count(*) filter (where e.status in ('draft', 'scheduled')),
       count(*) filter (where e.status in ('ended', 'archived', 'cancelled') or (e.status not in ('draft', 'scheduled') and e.ends_at < now()))
  from events.events e
 where e.owner_user_id = :user_id::uuid or e.owner_org_id = :org_id::uuid;

-- name: sales_of_owner
-- Every day since then in UTC, also those without a sale.
with sold as (
    select (o.paid_at at time zone 'UTC')::date as day, o.currency_code, o.subtotal_amount,
           (select count(*) from ticketing.order_items i where i.event_id = o.event_id and i.order_id = o.id) as tickets
      from events.events e
      join ticketing.orders o on o.event_id = e.id
     where (e.owner_user_id = :user_id::uuid or e.owner_org_id = :org_id::uuid)
       and o.status = 'paid' and o.paid_at >= :since
)
select d::date, s.currency_code, count(s.day), coalesce(sum(s.tickets), 0)::bigint, coalesce(sum(s.subtotal_amount), 0)::bigint
  from generate_series((:since::timestamptz at time zone 'UTC')::date, (now() at time zone 'UTC')::date, interval '1 day') d
  left join sold s on s.day = d::date
 group by 1, 2
 order by 1, 2;

-- name: nearly_gone
-- Tiers on sale of events to come with few places left, the soonest event first.
select e.id, e.title, t.name, p.places::integer
  from events.events e
  join ticketing.ticket_tiers t on t.event_id = e.id and t.status = 'on_sale'
 cross join lateral (
      select min(case when not l.unlimited then l.capacity - l.held - l.sold end) as places, max(l.sold) as sold
        from ticketing.tier_pools tp
        join ticketing.pools l on l.event_id = tp.event_id and l.id = tp.pool_id
       where tp.event_id = t.event_id and tp.tier_id = t.id) p
 where (e.owner_user_id = :user_id::uuid or e.owner_org_id = :org_id::uuid)
   and e.status = 'published' and e.starts_at > now()
   and p.places between 1 and :few and p.sold > p.places
 order by e.starts_at, e.id, t.sort_index
 limit :limit;

-- name: acted_for_by_caller
select coalesce(:user_id::uuid = (select auth.uid()), false) or coalesce(:org_id::uuid in (select organizations.ids_of_caller()), false);
