-- Who sees an event that is not public, and why. Ticketing writes `holder` when it issues a ticket.
create table events.event_access (
    event_id    uuid                  not null,
    user_id     uuid                  not null,
    reason      events.access_reason  not null,
    created_at  timestamptz           not null default now(),
    constraint event_access_pkey     primary key (user_id, event_id, reason),
    constraint event_access_of_event foreign key (event_id) references events.events (id),
    constraint event_access_of_user  foreign key (user_id) references users.user_profiles (user_id)
);
create index event_access_by_event on events.event_access (event_id);

-- access
alter table events.event_access enable row level security;

create policy event_access_read on events.event_access for select to authenticated
    using (user_id = (select auth.uid()) or events.edited_by_caller(event_id));
create policy event_access_serve on events.event_access for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on events.event_access to authenticated;
grant select, insert, delete on events.event_access to service_role, showground_definer;
