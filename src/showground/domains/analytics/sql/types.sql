create type analytics.surface as enum ('discover', 'search', 'feed', 'event_page', 'profile', 'share');

-- Makes the monthly partitions of every fact table that are not there yet, and returns how many it made. It belongs to the owner of
-- the tables and runs as whoever calls it, because attaching needs ownership: nobody else is granted it. A partition is filled from
-- the default one before it is attached, since attaching is refused while the default holds its rows.
create function analytics.make_partitions(first date, months integer) returns integer
    language plpgsql volatile security invoker
    set search_path = ''
    set timezone = 'UTC'
as $$
declare
    fact   text;
    month  timestamptz;
    later  timestamptz;
    part   text;
    made   integer := 0;
begin
    for fact, month in
        select c.relname, m
          from pg_catalog.pg_class c
         cross join pg_catalog.generate_series(date_trunc('month', first::timestamptz),
                                               date_trunc('month', first::timestamptz) + make_interval(months => months - 1),
                                               interval '1 month') m
         where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'p'
         order by c.relname = 'analytics_events', c.relname, m     -- writers go through the tables in this order: no deadlock
    loop
        part := fact || to_char(month, '"_"YYYY"_"MM');
        continue when to_regclass(format('analytics.%I', part)) is not null;
        later := month + interval '1 month';
        execute format('lock table analytics.%I in access exclusive mode', fact || '_default');
        execute format('create table analytics.%I (like analytics.%I including all)', part, fact);
        execute format('alter table analytics.%I enable row level security', part);
        execute format('with strays as (delete from analytics.%I where created_at >= %L and created_at < %L returning *) '
                       'insert into analytics.%I select * from strays', fact || '_default', month, later, part);
        execute format('alter table analytics.%I attach partition analytics.%I for values from (%L) to (%L)', fact, part, month, later);
        made := made + 1;
    end loop;
    return made;
end $$;
revoke execute on function analytics.make_partitions from public;

-- Makes the partitions of one month for the worker, who owns nothing: that of the oldest rows outside of all months, else the first of
-- the next `months` that lacks one. Returns how many it made; asked again until it made none, so that each month is a transaction of
-- its own. It belongs to the owner of the tables because attaching needs ownership; it takes no name and no date, so it can do nothing else.
create function analytics.make_ahead(months integer) returns integer
    language plpgsql volatile security definer
    set search_path = ''
    set timezone = 'UTC'
    set lock_timeout = '2s'
as $$
declare
    wanted  timestamptz;
begin
    perform pg_advisory_xact_lock(1397180752);                -- one maker at a time
    select date_trunc('month', min(s.at)) into wanted
      from (select d.created_at as at from analytics.ad_clicks_default d
             union all
            select d.created_at from analytics.ad_impressions_default d
             union all
            select d.created_at from analytics.analytics_events_default d
             union all
            select d.created_at from analytics.event_impressions_default d
             union all
            select d.created_at from analytics.post_impressions_default d) s
     where isfinite(s.at);
    if wanted is null then
        select min(m) into wanted
          from pg_catalog.pg_class c
         cross join pg_catalog.generate_series(date_trunc('month', now()),
                                               date_trunc('month', now()) + make_interval(months => least(greatest(months, 1), 36) - 1),
                                               interval '1 month') m
         where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'p'
           and to_regclass(format('analytics.%I', c.relname || to_char(m, '"_"YYYY"_"MM'))) is null;
    end if;
    if wanted is null then
        return 0;
    end if;
    return analytics.make_partitions(wanted::date, 1);
end $$;
revoke execute on function analytics.make_ahead from public;
grant  execute on function analytics.make_ahead to service_role;

-- Drops the oldest partition of a fact table that ended before a day, and returns its name; null: there is none. Never the default one,
-- nor one that ended less than a month ago, whatever day is given.
create function analytics.drop_oldest(fact text, before date) returns text
    language plpgsql volatile security definer
    set search_path = ''
    set timezone = 'UTC'
    set lock_timeout = '2s'
as $$
declare
    part  text;
begin
    perform pg_advisory_xact_lock(1397180752);
    select b.relname into part
      from (select c.relname, substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz as ended
              from pg_catalog.pg_inherits i
              join pg_catalog.pg_class c on c.oid = i.inhrelid
              join pg_catalog.pg_class p on p.oid = i.inhparent
             where p.relnamespace = 'analytics'::regnamespace and p.relkind = 'p' and p.relname = fact) b
     where b.ended <= least(before::timestamptz, date_trunc('month', now()) - interval '1 month')
     order by b.ended
     limit 1;
    if part is null then
        return null;
    end if;
    execute format('alter table analytics.%I detach partition analytics.%I', fact, part);
    execute format('drop table analytics.%I', part);
    return part;
end $$;
revoke execute on function analytics.drop_oldest from public;
grant  execute on function analytics.drop_oldest to service_role;
