-- Browser sessions, found by the SHA-256 of their token. No API role reads them.
create table users.sessions (
    id          uuid         primary key,
    user_id     uuid         not null,
    token_hash  bytea        not null,
    user_agent  text         not null default '',
    created_at  timestamptz  not null default now(),
    expires_at  timestamptz  not null,
    revoked_at  timestamptz,
    proved_at   timestamptz,
    constraint sessions_token_unique unique (token_hash),
    constraint sessions_token_digest check (octet_length(token_hash) = 32),
    constraint sessions_of_account   foreign key (user_id) references users.accounts (user_id)
);
create index sessions_by_user on users.sessions (user_id);
comment on column users.sessions.proved_at is 'When the password or a passkey was asked for again; null: not since created_at.';

-- access
alter table users.sessions enable row level security;

create policy sessions_serve on users.sessions for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert, update, delete on users.sessions to service_role;
grant select                         on users.sessions to showground_definer;
