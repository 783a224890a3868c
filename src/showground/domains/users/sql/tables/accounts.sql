-- What lets a person in. No API role reads it.
create table users.accounts (
    user_id        uuid         primary key,
    password_hash  text,
    is_operator    boolean      not null default false,
    created_at     timestamptz  not null default now(),
    disabled_at    timestamptz,
    constraint accounts_of_profile foreign key (user_id) references users.user_profiles (user_id),
    constraint accounts_hash_is_argon2 check (password_hash like '$argon2id$%')
);
create index accounts_of_operators on users.accounts (user_id) where is_operator;
create index accounts_closed on users.accounts (user_id) where disabled_at is not null;
comment on column users.accounts.password_hash is 'argon2id in PHC form; null: no password sign-in.';

-- access
alter table users.accounts enable row level security;

create policy accounts_serve on users.accounts for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert, update on users.accounts to service_role;
grant select                 on users.accounts to showground_definer;
