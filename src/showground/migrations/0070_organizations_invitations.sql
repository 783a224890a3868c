-- side: before
-- why:  people are invited by letter, instead of being added without being asked
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create table organizations.invitations (
    id           uuid                    primary key,
    org_id       uuid,
    event_id     uuid,
    role         organizations.org_role,
    email        text                    not null,
    token_hash   bytea                   not null,
    invited_by   uuid                    not null,
    created_at   timestamptz             not null default now(),
    sent_at      timestamptz             not null default now(),
    expires_at   timestamptz             not null,
    accepted_at  timestamptz,
    accepted_by  uuid,
    declined_at  timestamptz,
    revoked_at   timestamptz,
    constraint invitations_to_event      unique (id, event_id),
    constraint invitations_token_unique  unique (token_hash),
    constraint invitations_token_digest  check (octet_length(token_hash) = 32),
    constraint invitations_to_one_place  check (num_nonnulls(org_id, event_id) = 1 and (org_id is null) = (role is null)),
    constraint invitations_email_form    check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254 and email = lower(email)),
    constraint invitations_expire        check (expires_at > sent_at),
    constraint invitations_end_once      check (num_nonnulls(accepted_at, declined_at, revoked_at) <= 1),
    constraint invitations_taken_by_one  check ((accepted_at is null) = (accepted_by is null)),
    constraint invitations_of_org        foreign key (org_id) references organizations.organizations (id),
    constraint invitations_by            foreign key (invited_by) references users.user_profiles (user_id),
    constraint invitations_accepted_by   foreign key (accepted_by) references users.user_profiles (user_id)
);
create unique index invitations_open_of_org on organizations.invitations (org_id, email)
    where org_id is not null and accepted_at is null and declined_at is null and revoked_at is null;
create unique index invitations_open_of_event on organizations.invitations (event_id, email)
    where event_id is not null and accepted_at is null and declined_at is null and revoked_at is null;
create index invitations_by_org on organizations.invitations (org_id, id) where org_id is not null;
create index invitations_by_inviter on organizations.invitations (invited_by);
create index invitations_by_taker on organizations.invitations (accepted_by) where accepted_by is not null;
comment on column organizations.invitations.event_id is 'The event, for an invitation to one; its key stands in events.event_invitations, up the ladder.';
comment on column organizations.invitations.sent_at is 'When the latest letter was asked for.';
