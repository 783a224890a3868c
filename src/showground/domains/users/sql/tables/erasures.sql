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

-- access
alter table users.erasures enable row level security;

create policy erasures_read on users.erasures for select to authenticated
    using (user_id = (select auth.uid()));
create policy erasures_serve on users.erasures for all to service_role
    using (true) with check (true);

grant select                 on users.erasures to authenticated;
grant select, insert, update on users.erasures to service_role;
