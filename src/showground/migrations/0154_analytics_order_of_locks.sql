-- side: before   (old code must run on the result)
-- why:  partitions were made in another order than facts are written in, and the two could lock each other out
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create or replace function analytics.make_partitions(first date, months integer) returns integer
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
