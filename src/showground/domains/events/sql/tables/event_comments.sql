-- Answers to a post, on the same event as the post.
create table events.event_comments (
    id              uuid         primary key,
    event_id        uuid         not null,
    post_id         uuid         not null,
    author_user_id  uuid         not null,
    text            text         not null,
    client_id       uuid         not null,
    created_at      timestamptz  not null default now(),
    deleted_at      timestamptz,
    constraint event_comments_once     unique (author_user_id, client_id),
    constraint event_comments_said     check (text <> '' and length(text) <= 2000),
    constraint event_comments_of_event foreign key (event_id) references events.events (id),
    constraint event_comments_of_post  foreign key (event_id, post_id) references events.event_posts (event_id, id),
    constraint event_comments_by       foreign key (author_user_id) references users.user_profiles (user_id)
);
create index event_comments_by_post on events.event_comments (event_id, post_id, created_at);
create index event_comments_by_author on events.event_comments (author_user_id);

-- access
alter table events.event_comments enable row level security;

create policy event_comments_read_anon on events.event_comments for select to anon
    using (deleted_at is null and events.post_open_to_caller(post_id));
create policy event_comments_read on events.event_comments for select to authenticated
    using (author_user_id = (select auth.uid()) or (deleted_at is null and events.post_open_to_caller(post_id)));
create policy event_comments_add on events.event_comments for insert to authenticated
    with check (author_user_id = (select auth.uid()) and events.post_open_to_caller(post_id));
create policy event_comments_edit on events.event_comments for update to authenticated
    using (author_user_id = (select auth.uid())) with check (author_user_id = (select auth.uid()));
create policy event_comments_serve on events.event_comments for all to service_role, showground_definer
    using (true) with check (true);

grant select on events.event_comments to anon, authenticated, showground_definer;
grant insert (id, event_id, post_id, author_user_id, text, client_id) on events.event_comments to authenticated;
grant update (text, deleted_at) on events.event_comments to authenticated;
grant select, insert, update on events.event_comments to service_role;
