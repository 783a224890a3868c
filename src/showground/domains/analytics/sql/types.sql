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
         order by c.relname, m
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
