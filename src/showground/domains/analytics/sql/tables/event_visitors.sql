-- Who has been counted as a visitor of an event on a day, so that he is counted once; deleted together with the day's salt.
create table analytics.event_visitors (
    day       date    not null,
    event_id  uuid    not null,
    kind      text    not null,
    visitor   bigint  not null,
    constraint event_visitors_pkey     primary key (day, event_id, kind, visitor),
    constraint event_visitors_of_event foreign key (event_id) references events.events (id)
);
create index event_visitors_by_event on analytics.event_visitors (event_id);
comment on column analytics.event_visitors.visitor is 'The visitor''s key, or a hash of the person: never who it is.';

-- access
alter table analytics.event_visitors enable row level security;

create policy event_visitors_serve on analytics.event_visitors for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert, delete on analytics.event_visitors to service_role;
grant select, insert         on analytics.event_visitors to showground_definer;
