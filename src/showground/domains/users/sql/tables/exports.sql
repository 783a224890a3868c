-- Copies of everything about a person that he asked for. The file lies in the storage under a name that nobody guesses, until it expires.
create table users.exports (
    id          uuid         primary key,
    user_id     uuid         not null,
    blob        text         not null,
    asked_at    timestamptz  not null default now(),
    tried_at    timestamptz,
    made_at     timestamptz,
    expires_at  timestamptz,
    bytes       bigint,
    constraint exports_blob_once  unique (blob),
    constraint exports_blob_named check (blob ~ '^exports/[0-9a-f]{64}\.zip$'),
    constraint exports_made       check ((made_at is null) = (expires_at is null) and (made_at is null) = (bytes is null)),
    constraint exports_by_person  foreign key (user_id) references users.user_profiles (user_id)
);
create index exports_by_user on users.exports (user_id, asked_at desc);
create unique index exports_one_at_a_time on users.exports (user_id) where made_at is null;
create index exports_by_age on users.exports (expires_at) where expires_at is not null;
comment on column users.exports.tried_at is 'When the worker last began to make it; null: not yet.';
comment on column users.exports.bytes is 'Size of the file.';

-- access
alter table users.exports enable row level security;

create policy exports_read on users.exports for select to authenticated
    using (user_id = (select auth.uid()));
create policy exports_serve on users.exports for all to service_role
    using (true) with check (true);

grant select (id, user_id, asked_at, made_at, expires_at, bytes) on users.exports to authenticated;
grant select, insert, update, delete on users.exports to service_role;
