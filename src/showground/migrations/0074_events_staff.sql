-- side: before
-- why:  people help at one event without being in its owner's team
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create type events.staff_role as enum ('door', 'finance', 'manager');
create table events.event_staff (
    event_id    uuid               not null,
    user_id     uuid               not null,
    role        events.staff_role  not null,
    given_by    uuid               not null,
    created_at  timestamptz        not null default now(),
    constraint event_staff_pkey     primary key (event_id, user_id),
    constraint event_staff_of_event foreign key (event_id) references events.events (id),
    constraint event_staff_of_user  foreign key (user_id) references users.user_profiles (user_id),
    constraint event_staff_given_by foreign key (given_by) references users.user_profiles (user_id)
);
create index event_staff_by_user on events.event_staff (user_id, role) include (event_id);
create index event_staff_by_giver on events.event_staff (given_by);
create table events.event_invitations (
    invitation_id  uuid               primary key,
    event_id       uuid               not null,
    role           events.staff_role  not null,
    constraint event_invitations_letter   foreign key (invitation_id, event_id) references organizations.invitations (id, event_id),
    constraint event_invitations_of_event foreign key (event_id) references events.events (id)
);
create index event_invitations_by_event on events.event_invitations (event_id);
