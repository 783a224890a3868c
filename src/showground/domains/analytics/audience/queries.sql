-- name: views_of_owner
-- Every day since then in UTC, also those on which nobody looked. By event: the partitions are indexed so.
select d::date, count(v.created_at)
  from generate_series((:since::timestamptz at time zone 'UTC')::date, (now() at time zone 'UTC')::date, interval '1 day') d
  left join (select i.created_at
               from events.events e
               join analytics.event_impressions i on i.event_id = e.id and i.created_at >= :since
              where (e.owner_user_id = :user_id::uuid or e.owner_org_id = :org_id::uuid)
                and (e.owner_user_id = (select auth.uid()) or e.owner_org_id in (select organizations.ids_of_caller()))) v
    on (v.created_at at time zone 'UTC')::date = d::date
 group by 1
 order by 1;
