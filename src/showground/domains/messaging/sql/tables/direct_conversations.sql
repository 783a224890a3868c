-- A talk between two people, of which there is one, or in a group. Written by the service, which knows who may write to whom.
create table messaging.direct_conversations (
    id            uuid         primary key,
    low_user_id   uuid,
    high_user_id  uuid,
    title         text,
    created_by    uuid         not null,
    created_at    timestamptz  not null default now(),
    constraint direct_conversations_one_a_pair unique (low_user_id, high_user_id),
    constraint direct_conversations_pair       check (num_nonnulls(low_user_id, high_user_id) in (0, 2) and low_user_id < high_user_id),
    constraint direct_conversations_titled     check ((title is null) = (low_user_id is not null) and length(title) between 1 and 120),
    constraint direct_conversations_low        foreign key (low_user_id) references users.user_profiles (user_id),
    constraint direct_conversations_high       foreign key (high_user_id) references users.user_profiles (user_id),
    constraint direct_conversations_by         foreign key (created_by) references users.user_profiles (user_id)
);
create index direct_conversations_by_high on messaging.direct_conversations (high_user_id) where high_user_id is not null;
create index direct_conversations_by_founder on messaging.direct_conversations (created_by);
comment on column messaging.direct_conversations.low_user_id is 'Of a pair, whoever has the lower id; null for a group, which has a title instead.';

-- access
alter table messaging.direct_conversations enable row level security;

create policy direct_conversations_read on messaging.direct_conversations for select to authenticated
    using (id in (select messaging.conversations_of_caller()));
create policy direct_conversations_serve on messaging.direct_conversations for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on messaging.direct_conversations to authenticated, showground_definer;
grant select, insert         on messaging.direct_conversations to service_role;
grant update (title)         on messaging.direct_conversations to service_role;
