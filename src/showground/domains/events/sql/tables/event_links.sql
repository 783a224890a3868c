-- What only some may know of an event: how to join online, and the SHA-256 of an unlisted event's link token.
create table events.event_links (
    event_id         uuid   primary key,
    join_url         text,
    link_token_hash  text,
    constraint event_links_of_event   foreign key (event_id) references events.events (id),
    constraint event_links_token_once unique (link_token_hash),
    constraint event_links_token_hex  check (link_token_hash ~ '^[0-9a-f]{64}$'),
    constraint event_links_join_web   check (join_url ~ '^https?://')
);

-- access
alter table events.event_links enable row level security;

create policy event_links_read on events.event_links for select to authenticated
    using (events.edited_by_caller(event_id));
create policy event_links_add on events.event_links for insert to authenticated
    with check (events.edited_by_caller(event_id));
create policy event_links_edit on events.event_links for update to authenticated
    using (events.edited_by_caller(event_id)) with check (events.edited_by_caller(event_id));
create policy event_links_serve on events.event_links for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert                 on events.event_links to authenticated;
grant update (join_url, link_token_hash) on events.event_links to authenticated;
grant select                         on events.event_links to showground_definer;
grant select, insert, update, delete on events.event_links to service_role;
