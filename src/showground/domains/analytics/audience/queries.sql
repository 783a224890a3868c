-- name: views_of_owner
-- Every day since then in UTC, also those on which nobody looked: pages and cards, from the counts by day.
select d::date, coalesce(sum(v.facts), 0)::bigint
  from generate_series((:since::timestamptz at time zone 'UTC')::date, (now() at time zone 'UTC')::date, interval '1 day') d
  left join (select c.day, c.facts
               from events.events e
               join analytics.event_days c on c.event_id = e.id and c.day >= (:since::timestamptz at time zone 'UTC')::date
                                              and c.kind in ('event.viewed', 'event.shown')
              where (e.owner_user_id = :user_id::uuid or e.owner_org_id = :org_id::uuid)
                and (e.owner_user_id = (select auth.uid()) or e.owner_org_id in (select organizations.ids_of_caller()))) v
    on v.day = d::date
 group by 1
 order by 1;

-- name: days_of_event
-- What was counted of an event, day by day (UTC), from the counts: as quick for a million showings as for ten.
select d.day, d.kind, d.facts, d.visitors
  from analytics.event_days d
 where d.event_id = :event_id and d.day >= :since::date
 order by d.day, d.kind;

-- name: sources_of_event
-- Who linked here, the most first, among the newest views: a bounded number of rows, however many there are.
select coalesce(v.source, ''), count(*)
  from (select coalesce(f.properties ->> 'utm_source', f.properties ->> 'referrer') as source
          from analytics.analytics_events f
         where f.event_id = :event_id and f.created_at >= :since and f.event_type = 'event.viewed'
         order by f.created_at desc
         limit :among) v
 group by 1
 order by 2 desc, 1
 limit :limit;
