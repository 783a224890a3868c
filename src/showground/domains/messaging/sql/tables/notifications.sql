-- What the platform tells a person, once for each reason (`dedupe_key`).
create table messaging.notifications (
    id                 uuid         primary key,
    recipient_user_id  uuid         not null,
    event_id           uuid,
    message_id         uuid,
    kind               text         not null,
    dedupe_key         text         not null,
    title              text         not null,
    body               text         not null default '',
    target_path        text,
    created_at         timestamptz  not null default now(),
    read_at            timestamptz,
    constraint notifications_once       unique (recipient_user_id, dedupe_key),
    constraint notifications_kind_form  check (kind ~ '^[a-z_]+(\.[a-z_]+)?$'),
    constraint notifications_keyed      check (dedupe_key <> '' and length(dedupe_key) <= 200),
    constraint notifications_titled     check (title <> '' and length(title) <= 200),
    constraint notifications_path_local check (target_path ~ '^/($|[^/])'),
    constraint notifications_to         foreign key (recipient_user_id) references users.user_profiles (user_id),
    constraint notifications_of_event   foreign key (event_id) references events.events (id),
    constraint notifications_of_message foreign key (message_id) references messaging.direct_messages (id)
);
create index notifications_by_recipient on messaging.notifications (recipient_user_id, created_at desc, id desc);
create index notifications_unread on messaging.notifications (recipient_user_id) where read_at is null;
create index notifications_by_event on messaging.notifications (event_id) where event_id is not null;
create index notifications_by_message on messaging.notifications (message_id) where message_id is not null;
comment on column messaging.notifications.dedupe_key is 'What it is about (ticket:<id>, follow:<id>), so that telling again tells once.';
comment on column messaging.notifications.target_path is 'Where it leads on this site.';

-- access
alter table messaging.notifications enable row level security;

create policy notifications_read on messaging.notifications for select to authenticated
    using (recipient_user_id = (select auth.uid()));
create policy notifications_edit on messaging.notifications for update to authenticated
    using (recipient_user_id = (select auth.uid())) with check (recipient_user_id = (select auth.uid()));
create policy notifications_serve on messaging.notifications for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on messaging.notifications to authenticated, showground_definer;
grant update (read_at)               on messaging.notifications to authenticated;
grant select, insert, update, delete on messaging.notifications to service_role;
