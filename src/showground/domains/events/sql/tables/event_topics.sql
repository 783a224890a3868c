-- What an event is about.
create table events.event_topics (
    event_id  uuid  not null,
    topic     text  not null,
    constraint event_topics_pkey     primary key (event_id, topic),
    constraint event_topics_of_event foreign key (event_id) references events.events (id) on delete cascade,
    constraint event_topics_topic    foreign key (topic) references events.topics (slug)
);
create index event_topics_by_topic on events.event_topics (topic, event_id);

-- access
alter table events.event_topics enable row level security;

create policy event_topics_read on events.event_topics for select to anon, authenticated
    using (events.shown_to_caller(event_id));
create policy event_topics_add on events.event_topics for insert to authenticated
    with check (events.edited_by_caller(event_id));
create policy event_topics_remove on events.event_topics for delete to authenticated
    using (events.edited_by_caller(event_id));
create policy event_topics_serve on events.event_topics for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on events.event_topics to anon;
grant select, insert, delete on events.event_topics to authenticated, service_role;
grant select                 on events.event_topics to showground_definer;
