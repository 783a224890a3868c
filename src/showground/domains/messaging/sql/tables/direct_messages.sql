-- What is said in a conversation. The sender is one of its participants, by key; only those who are still in it read and write.
create table messaging.direct_messages (
    id               uuid         primary key,
    conversation_id  uuid         not null,
    sender_user_id   uuid         not null,
    text             text         not null,
    client_id        uuid         not null,
    created_at       timestamptz  not null default now(),
    deleted_at       timestamptz,
    constraint direct_messages_once            unique (sender_user_id, client_id),
    constraint direct_messages_said            check (text <> '' and length(text) <= 4000),
    constraint direct_messages_of_conversation foreign key (conversation_id) references messaging.direct_conversations (id),
    constraint direct_messages_by              foreign key (sender_user_id) references users.user_profiles (user_id),
    constraint direct_messages_by_participant  foreign key (conversation_id, sender_user_id)
                                               references messaging.conversation_participants (conversation_id, user_id)
);
create index direct_messages_by_conversation on messaging.direct_messages (conversation_id, created_at desc, id desc);
comment on column messaging.direct_messages.client_id is 'Made by the sender''s device, so that sending again says it once.';

-- access
alter table messaging.direct_messages enable row level security;

create policy direct_messages_read on messaging.direct_messages for select to authenticated
    using (deleted_at is null and conversation_id in (select messaging.conversations_of_caller()));
create policy direct_messages_send on messaging.direct_messages for insert to authenticated
    with check (sender_user_id = (select auth.uid()) and conversation_id in (select messaging.conversations_of_caller()));
create policy direct_messages_serve on messaging.direct_messages for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on messaging.direct_messages to authenticated, showground_definer;
grant insert (id, conversation_id, sender_user_id, text, client_id) on messaging.direct_messages to authenticated;
grant select, insert, update on messaging.direct_messages to service_role;
