-- Who is in a conversation, how far each has read, and when somebody left.
create table messaging.conversation_participants (
    conversation_id  uuid                        not null,
    user_id          uuid                        not null,
    role             messaging.participant_role  not null default 'member',
    joined_at        timestamptz                 not null default now(),
    last_read_at     timestamptz,
    muted_until      timestamptz,
    left_at          timestamptz,
    constraint conversation_participants_pkey            primary key (conversation_id, user_id),
    constraint conversation_participants_in_order        check (left_at >= joined_at),
    constraint conversation_participants_of_conversation foreign key (conversation_id) references messaging.direct_conversations (id),
    constraint conversation_participants_of_user         foreign key (user_id) references users.user_profiles (user_id)
);
create index conversation_participants_by_user on messaging.conversation_participants (user_id) include (conversation_id);

-- access
alter table messaging.conversation_participants enable row level security;

create policy conversation_participants_read on messaging.conversation_participants for select to authenticated
    using (conversation_id in (select messaging.conversations_of_caller()));
create policy conversation_participants_edit on messaging.conversation_participants for update to authenticated
    using (user_id = (select auth.uid()) and left_at is null) with check (user_id = (select auth.uid()));
create policy conversation_participants_serve on messaging.conversation_participants for all to service_role, showground_definer
    using (true) with check (true);

grant select on messaging.conversation_participants to authenticated, showground_definer;
grant update (last_read_at, muted_until) on messaging.conversation_participants to authenticated;
grant select, insert, update on messaging.conversation_participants to service_role;
