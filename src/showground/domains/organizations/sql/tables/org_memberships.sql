-- Who acts for an organization, and how far. The last owner stays: see the trigger.
create table organizations.org_memberships (
    org_id      uuid                    not null,
    user_id     uuid                    not null,
    role        organizations.org_role  not null,
    created_at  timestamptz             not null default now(),
    constraint org_memberships_pkey    primary key (org_id, user_id),
    constraint org_memberships_of_org  foreign key (org_id) references organizations.organizations (id) on delete cascade,
    constraint org_memberships_of_user foreign key (user_id) references users.user_profiles (user_id)
);
create index org_memberships_by_user on organizations.org_memberships (user_id, role) include (org_id);

-- access
alter table organizations.org_memberships enable row level security;

create policy org_memberships_read on organizations.org_memberships for select to authenticated
    using (user_id = (select auth.uid()) or org_id in (select organizations.ids_of_caller()));
create policy org_memberships_serve on organizations.org_memberships for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on organizations.org_memberships to authenticated, showground_definer;
grant select, insert, update, delete on organizations.org_memberships to service_role;
