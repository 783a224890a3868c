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

-- access
alter table users.totps enable row level security;

create policy totps_serve on users.totps for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on users.totps to service_role;
