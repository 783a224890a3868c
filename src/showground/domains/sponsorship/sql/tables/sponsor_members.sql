-- Who acts for a sponsor, and how far.
create table sponsorship.sponsor_members (
    sponsor_id  uuid                      not null,
    user_id     uuid                      not null,
    role        sponsorship.sponsor_role  not null,
    created_at  timestamptz               not null default now(),
    constraint sponsor_members_pkey       primary key (sponsor_id, user_id),
    constraint sponsor_members_of_sponsor foreign key (sponsor_id) references sponsorship.sponsors (id) on delete cascade,
    constraint sponsor_members_of_user    foreign key (user_id) references users.user_profiles (user_id)
);
create index sponsor_members_by_user on sponsorship.sponsor_members (user_id, role) include (sponsor_id);

-- access
alter table sponsorship.sponsor_members enable row level security;

create policy sponsor_members_read on sponsorship.sponsor_members for select to authenticated
    using (user_id = (select auth.uid()) or sponsor_id in (select sponsorship.ids_of_caller()));
create policy sponsor_members_serve on sponsorship.sponsor_members for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on sponsorship.sponsor_members to authenticated, showground_definer;
grant select, insert, update, delete on sponsorship.sponsor_members to service_role;
