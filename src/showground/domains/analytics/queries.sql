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
