-- side: before   (old code must run on the result)
-- why:  second factors, passkeys, and sign-ins that await their second step; when somebody last proved that it is he
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table users.sessions
    add column proved_at timestamptz;                         -- null: when he signed in
comment on column users.sessions.proved_at is 'When the password or a passkey was asked for again; null: not since created_at.';

-- The secret that a person's authenticator app shares with us, shut in the box. It counts once a code confirmed it. No API role reads it.
create table users.totps (
    user_id       uuid               primary key,
    secret        showground.sealed  not null,
    last_step     bigint             not null default 0,
    created_at    timestamptz        not null default now(),
    confirmed_at  timestamptz,
    constraint totps_of_account foreign key (user_id) references users.accounts (user_id)
);
comment on column users.totps.last_step is 'The 30 seconds (since 1970) of the code that was taken last: it and older ones are taken no more.';

-- What lets a person in once when his authenticator app is lost: 80 random bits each, found by their SHA-256. No API role reads them.
create table users.recovery_codes (
    id         uuid         primary key,
    user_id    uuid         not null,
    code_hash  bytea        not null,
    used_at    timestamptz,
    constraint recovery_codes_unique     unique (user_id, code_hash),
    constraint recovery_codes_digest     check (octet_length(code_hash) = 32),
    constraint recovery_codes_of_account foreign key (user_id) references users.accounts (user_id)
);

-- Public keys of WebAuthn credentials that sign people in without a name or password. No API role reads them.
create table users.passkeys (
    id             uuid         primary key,
    user_id        uuid         not null,
    credential_id  bytea        not null,
    public_key     bytea        not null,
    sign_count     bigint       not null,
    transports     text[]       not null,
    name           text         not null,
    created_at     timestamptz  not null default now(),
    used_at        timestamptz,
    constraint passkeys_credential_unique unique (credential_id),
    constraint passkeys_credential_short  check (octet_length(credential_id) between 1 and 1023),
    constraint passkeys_named             check (name <> '' and length(name) <= 120),
    constraint passkeys_counted           check (sign_count >= 0),
    constraint passkeys_of_account        foreign key (user_id) references users.accounts (user_id)
);
create index passkeys_by_user on users.passkeys (user_id);
comment on column users.passkeys.sign_count is 'Grows with each use, unless the authenticator does not count and it stays 0; a smaller one means a copy.';

-- What a browser began and must finish soon, once: a sign-in that awaits its second step, the challenge of a passkey. No API role reads them.
create table users.ceremonies (
    id          uuid         primary key,
    kind        text         not null,
    token_hash  bytea        not null,
    user_id     uuid,
    challenge   bytea,
    created_at  timestamptz  not null default now(),
    expires_at  timestamptz  not null,
    constraint ceremonies_token_unique unique (token_hash),
    constraint ceremonies_token_digest check (octet_length(token_hash) = 32),
    constraint ceremonies_kind_known   check (kind in ('second_step', 'passkey_sign_in', 'passkey_registration')),
    constraint ceremonies_whole        check ((kind = 'passkey_sign_in') = (user_id is null) and (kind = 'second_step') = (challenge is null)),
    constraint ceremonies_of_account   foreign key (user_id) references users.accounts (user_id)
);
create index ceremonies_by_user on users.ceremonies (user_id);
