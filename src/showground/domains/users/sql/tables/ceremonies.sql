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

-- access
alter table users.ceremonies enable row level security;

create policy ceremonies_serve on users.ceremonies for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on users.ceremonies to service_role;
