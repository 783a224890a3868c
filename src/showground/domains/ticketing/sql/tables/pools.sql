-- A stock of places for one occurrence. Tiers draw on it; places move free -> held -> sold, and back.
create table ticketing.pools (
    id             uuid     primary key,
    event_id       uuid     not null,
    occurrence_id  uuid     not null,
    name           text     not null,
    unlimited      boolean  not null default false,
    capacity       integer  not null default 0,
    held           integer  not null default 0,
    sold           integer  not null default 0,
    constraint pools_in_event     unique (event_id, id),
    constraint pools_occurrence   foreign key (event_id, occurrence_id) references events.event_occurrences (event_id, id),
    constraint pools_named        check (name <> ''),
    constraint pools_not_oversold check (capacity >= 0 and held >= 0 and sold >= 0 and (unlimited or held + sold <= capacity))
) with (fillfactor = 70);                                    -- the hot row's updates stay on its page
create index pools_by_occurrence on ticketing.pools (event_id, occurrence_id);
comment on column ticketing.pools.capacity is 'Places. Ignored when unlimited; never below held + sold.';

-- access
alter table ticketing.pools enable row level security;

create policy pools_read on ticketing.pools for select to anon, authenticated
    using (events.shown_to_caller(event_id));
create policy pools_serve on ticketing.pools for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on ticketing.pools to anon, authenticated;
grant select, insert, update, delete on ticketing.pools to service_role;
grant select, update                 on ticketing.pools to showground_definer;
