-- side: before   (old code must run on the result)
-- why:  days before 0062 were recorded and not counted: their facts are counted now, once; it may take minutes and locks no table
set local lock_timeout = '4s';
set local statement_timeout = '30min';

insert into analytics.event_days as d (event_id, day, kind, seller_org_id, seller_user_id, facts, visitors)
select s.event_id, s.day, s.kind, e.owner_org_id, e.owner_user_id, s.facts, s.visitors
  from (select i.event_id, (i.created_at at time zone 'UTC')::date as day,
               case i.surface when 'event_page' then 'event.viewed' else 'event.shown' end as kind,
               count(*)::integer as facts, count(distinct i.viewer_user_id)::integer as visitors
          from analytics.event_impressions i group by 1, 2, 3
         union all
        select f.event_id, (f.created_at at time zone 'UTC')::date, f.event_type,
               count(*)::integer, count(distinct f.user_id)::integer
          from analytics.analytics_events f
         where f.event_id is not null and f.event_type <> 'event.viewed'
         group by 1, 2, 3) s
  join events.events e on e.id = s.event_id
 order by 1, 2, 3
on conflict (event_id, day, kind) do update
   set facts = greatest(d.facts, excluded.facts), visitors = greatest(d.visitors, excluded.visitors)
 where d.facts < excluded.facts;
