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

-- access
alter table users.recovery_codes enable row level security;

create policy recovery_codes_serve on users.recovery_codes for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on users.recovery_codes to service_role;
