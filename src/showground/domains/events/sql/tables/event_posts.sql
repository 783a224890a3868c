-- What people say on an event's page.
create table events.event_posts (
    id              uuid                    primary key,
    event_id        uuid                    not null,
    author_user_id  uuid                    not null,
    acting_org_id   uuid,
    text            text                    not null,
    visibility      events.post_visibility  not null default 'public',
    client_id       uuid                    not null,
    pinned          boolean                 not null default false,
    created_at      timestamptz             not null default now(),
    edited_at       timestamptz,
    deleted_at      timestamptz,
    constraint event_posts_in_event unique (event_id, id),
    constraint event_posts_once     unique (author_user_id, client_id),
    constraint event_posts_said     check (text <> '' and length(text) <= 2000),
    constraint event_posts_of_event foreign key (event_id) references events.events (id),
    constraint event_posts_by       foreign key (author_user_id) references users.user_profiles (user_id),
    constraint event_posts_for_org  foreign key (acting_org_id) references organizations.organizations (id)
);
create index event_posts_by_event on events.event_posts (event_id, created_at desc, id desc) where deleted_at is null;
create index event_posts_by_author on events.event_posts (author_user_id, created_at desc);
create index event_posts_by_org on events.event_posts (acting_org_id) where acting_org_id is not null;
comment on column events.event_posts.client_id is 'Made by the author''s device, so that sending again posts once.';

-- access
alter table events.event_posts enable row level security;

create policy event_posts_read_anon on events.event_posts for select to anon
    using (deleted_at is null and visibility = 'public' and events.shown_to_caller(event_id));
create policy event_posts_read on events.event_posts for select to authenticated
    using (author_user_id = (select auth.uid())
           or (deleted_at is null and events.post_shown_to_caller(event_id, visibility)));
create policy event_posts_add on events.event_posts for insert to authenticated
    with check (author_user_id = (select auth.uid()) and events.caller_may_post(event_id)
                and (acting_org_id is null or acting_org_id in (select organizations.ids_of_caller('editor'))));
create policy event_posts_edit on events.event_posts for update to authenticated
    using (author_user_id = (select auth.uid())) with check (author_user_id = (select auth.uid()));
create policy event_posts_serve on events.event_posts for all to service_role, showground_definer
    using (true) with check (true);

grant select on events.event_posts to anon, authenticated, showground_definer;
grant insert (id, event_id, author_user_id, acting_org_id, text, visibility, client_id) on events.event_posts to authenticated;
grant update (text, edited_at, deleted_at) on events.event_posts to authenticated;
grant select, insert, update on events.event_posts to service_role;
