-- The dates of an event. Pools, seats and admissions belong to one of them; every event has at least one (see the trigger).
create table events.event_occurrences (
    id         uuid         primary key,
    event_id   uuid         not null,
    name       text         not null default '',
    starts_at  timestamptz  not null,
    ends_at    timestamptz  not null,
    constraint event_occurrences_in_event unique (event_id, id),
    constraint event_occurrences_in_order check (ends_at >= starts_at),
    constraint event_occurrences_of_event foreign key (event_id) references events.events (id)
);
create index event_occurrences_by_time on events.event_occurrences (event_id, starts_at);

-- access
alter table events.event_occurrences enable row level security;

create policy event_occurrences_read on events.event_occurrences for select to anon, authenticated
    using (events.shown_to_caller(event_id));
create policy event_occurrences_add on events.event_occurrences for insert to authenticated
    with check (events.edited_by_caller(event_id));
create policy event_occurrences_edit on events.event_occurrences for update to authenticated
    using (events.edited_by_caller(event_id)) with check (events.edited_by_caller(event_id));
create policy event_occurrences_serve on events.event_occurrences for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on events.event_occurrences to anon, authenticated, showground_definer;
grant insert                         on events.event_occurrences to authenticated;
grant update (name, starts_at, ends_at) on events.event_occurrences to authenticated;
grant select, insert, update, delete on events.event_occurrences to service_role;
