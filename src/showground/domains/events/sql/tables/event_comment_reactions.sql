-- Likes and the like of a comment: one of a kind a person.
create table events.event_comment_reactions (
    comment_id  uuid         not null,
    user_id     uuid         not null,
    kind        text         not null default 'like',
    created_at  timestamptz  not null default now(),
    constraint event_comment_reactions_pkey primary key (comment_id, user_id, kind),
    constraint event_comment_reactions_kind check (kind in ('like', 'love', 'laugh', 'wow', 'sad')),
    constraint event_comment_reactions_to   foreign key (comment_id) references events.event_comments (id) on delete cascade,
    constraint event_comment_reactions_by   foreign key (user_id) references users.user_profiles (user_id)
);
create index event_comment_reactions_by_user on events.event_comment_reactions (user_id);

-- access
alter table events.event_comment_reactions enable row level security;

create policy event_comment_reactions_read on events.event_comment_reactions for select to anon, authenticated
    using (events.comment_open_to_caller(comment_id));
create policy event_comment_reactions_add on events.event_comment_reactions for insert to authenticated
    with check (user_id = (select auth.uid()) and events.comment_open_to_caller(comment_id));
create policy event_comment_reactions_remove on events.event_comment_reactions for delete to authenticated
    using (user_id = (select auth.uid()));
create policy event_comment_reactions_serve on events.event_comment_reactions for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on events.event_comment_reactions to anon, showground_definer;
grant select, delete         on events.event_comment_reactions to authenticated;
grant insert (comment_id, user_id, kind) on events.event_comment_reactions to authenticated;
grant select, insert, delete on events.event_comment_reactions to service_role;
