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

-- access
alter table users.passkeys enable row level security;

create policy passkeys_serve on users.passkeys for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on users.passkeys to service_role;
