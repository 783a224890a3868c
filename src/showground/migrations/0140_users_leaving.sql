-- side: before   (old code must run on the result)
-- why:  people take everything about them along, and are forgotten when they ask
set local lock_timeout = '4s';
set local statement_timeout = '15s';

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

-- Who asked to be forgotten: until the day that is due he can take it back, then the worker does it. Rows stay: they say that it was done.
create table users.erasures (
    id             uuid         primary key,
    user_id        uuid         not null,
    asked_at       timestamptz  not null default now(),
    due_at         timestamptz  not null,
    taken_back_at  timestamptz,
    begun_at       timestamptz,
    done_at        timestamptz,
    held_up        text,
    constraint erasures_in_order   check (due_at >= asked_at and done_at >= begun_at),
    constraint erasures_begun      check (done_at is null or begun_at is not null),
    constraint erasures_one_end    check (num_nonnulls(taken_back_at, begun_at) <= 1),
    constraint erasures_held_short check (length(held_up) <= 500),
    constraint erasures_by_person  foreign key (user_id) references users.user_profiles (user_id)
);
create unique index erasures_one_open on users.erasures (user_id) where taken_back_at is null and done_at is null;
create index erasures_by_user on users.erasures (user_id);
create index erasures_due on users.erasures (due_at) where taken_back_at is null and done_at is null;
comment on column users.erasures.begun_at is 'From here on there is no way back.';
comment on column users.erasures.held_up is 'Why it could not be done when it was due, in words; it is tried again.';
