-- Likes and the like of a post: one of a kind a person.
create table events.event_reactions (
    post_id     uuid         not null,
    user_id     uuid         not null,
    kind        text         not null default 'like',
    created_at  timestamptz  not null default now(),
    constraint event_reactions_pkey primary key (post_id, user_id, kind),
    constraint event_reactions_kind check (kind in ('like', 'love', 'laugh', 'wow', 'sad')),
    constraint event_reactions_to   foreign key (post_id) references events.event_posts (id) on delete cascade,
    constraint event_reactions_by   foreign key (user_id) references users.user_profiles (user_id)
);
create index event_reactions_by_user on events.event_reactions (user_id);

-- access
alter table events.event_reactions enable row level security;

create policy event_reactions_read on events.event_reactions for select to anon, authenticated
    using (events.post_open_to_caller(post_id));
create policy event_reactions_add on events.event_reactions for insert to authenticated
    with check (user_id = (select auth.uid()) and events.post_open_to_caller(post_id));
create policy event_reactions_remove on events.event_reactions for delete to authenticated
    using (user_id = (select auth.uid()));
create policy event_reactions_serve on events.event_reactions for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on events.event_reactions to anon, showground_definer;
grant select, delete         on events.event_reactions to authenticated;
grant insert (post_id, user_id, kind) on events.event_reactions to authenticated;
grant select, insert, delete on events.event_reactions to service_role;
