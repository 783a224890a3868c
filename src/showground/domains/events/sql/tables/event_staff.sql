-- Who helps at one event, besides those who act for its owner. `door` scans and sees who comes, `finance` sees orders and money,
-- `manager` edits the event and its tickets and sees orders and who comes.
create table events.event_staff (
    event_id    uuid               not null,
    user_id     uuid               not null,
    role        events.staff_role  not null,
    given_by    uuid               not null,
    created_at  timestamptz        not null default now(),
    ends_at     timestamptz,
    constraint event_staff_pkey     primary key (event_id, user_id),
    constraint event_staff_of_event foreign key (event_id) references events.events (id),
    constraint event_staff_of_user  foreign key (user_id) references users.user_profiles (user_id),
    constraint event_staff_given_by foreign key (given_by) references users.user_profiles (user_id)
);
create index event_staff_by_user on events.event_staff (user_id, role) include (event_id);
create index event_staff_by_giver on events.event_staff (given_by);
comment on column events.event_staff.ends_at is 'From then on the role is none; null: until somebody ends it.';

-- access
alter table events.event_staff enable row level security;

create policy event_staff_read on events.event_staff for select to authenticated
    using (user_id = (select auth.uid()) or events.edited_by_caller(event_id));
create policy event_staff_serve on events.event_staff for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on events.event_staff to authenticated, showground_definer;
grant select, insert, update, delete on events.event_staff to service_role;
