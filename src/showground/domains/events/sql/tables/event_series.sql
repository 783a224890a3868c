-- Editions of the same event, year after year.
create table events.event_series (
    id          uuid         primary key,
    name        text         not null,
    created_by  uuid         not null,
    created_at  timestamptz  not null default now(),
    constraint event_series_named check (name <> ''),
    constraint event_series_by    foreign key (created_by) references users.user_profiles (user_id)
);
create index event_series_by_founder on events.event_series (created_by);

-- access
alter table events.event_series enable row level security;

create policy event_series_read on events.event_series for select to anon, authenticated
    using (true);
create policy event_series_serve on events.event_series for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on events.event_series to anon, authenticated, showground_definer;
grant select, insert, update on events.event_series to service_role;
