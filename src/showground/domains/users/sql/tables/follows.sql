-- Who follows whom or what. The pair (target_type, target_id) is what people write; the generated columns carry its real keys.
create table users.follows (
    id                uuid                 primary key,
    follower_user_id  uuid                 not null,
    target_type       users.follow_target  not null,
    target_id         uuid                 not null,
    target_user_id    uuid                 generated always as (case when target_type = 'user' then target_id end) stored,
    target_org_id     uuid                 generated always as (case when target_type = 'organization' then target_id end) stored,
    target_event_id   uuid                 generated always as (case when target_type = 'event' then target_id end) stored,
    status            users.follow_status  not null default 'accepted',
    created_at        timestamptz          not null default now(),
    constraint follows_once        unique (follower_user_id, target_type, target_id),
    constraint follows_not_oneself check (target_type <> 'user' or target_id <> follower_user_id),
    constraint follows_by_follower foreign key (follower_user_id) references users.user_profiles (user_id),
    constraint follows_user        foreign key (target_user_id) references users.user_profiles (user_id) on delete restrict
);
create index follows_by_user on users.follows (target_user_id) where target_user_id is not null;
create index follows_by_org on users.follows (target_org_id) where target_org_id is not null;
create index follows_by_event on users.follows (target_event_id) where target_event_id is not null;

-- access
alter table users.follows enable row level security;

create policy follows_read on users.follows for select to authenticated
    using (follower_user_id = (select auth.uid()) or target_user_id = (select auth.uid()));
create policy follows_add on users.follows for insert to authenticated
    with check (follower_user_id = (select auth.uid()) and users.follow_is_allowed(target_type, target_id, status));
create policy follows_answer on users.follows for update to authenticated
    using (target_user_id = (select auth.uid())) with check (target_user_id = (select auth.uid()) and status = 'accepted');
create policy follows_end on users.follows for delete to authenticated
    using (follower_user_id = (select auth.uid()) or target_user_id = (select auth.uid()));
create policy follows_serve on users.follows for all to service_role, showground_definer
    using (true) with check (true);

grant select, delete                 on users.follows to authenticated;
grant insert (id, follower_user_id, target_type, target_id, status) on users.follows to authenticated;
grant update (status)                on users.follows to authenticated;
grant select, insert, update, delete on users.follows to service_role;
grant select                         on users.follows to showground_definer;
