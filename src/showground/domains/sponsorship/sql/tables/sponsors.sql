-- Those who buy sponsorship: brands. One may belong to an organization here; its people are its members.
create table sponsorship.sponsors (
    id             uuid         primary key,
    org_id         uuid,
    name           text         not null,
    description    text         not null default '',
    website        text,
    logo_url       text,
    industry_code  text,
    is_listed      boolean      not null default true,
    created_by     uuid         not null,
    created_at     timestamptz  not null default now(),
    constraint sponsors_named       check (name <> '' and length(name) <= 200),
    constraint sponsors_website_web check (website ~ '^https?://'),
    constraint sponsors_logo_web    check (logo_url ~ '^(https?:/)?/'),
    constraint sponsors_of_org      foreign key (org_id) references organizations.organizations (id),
    constraint sponsors_industry    foreign key (industry_code) references ref.industries (code),
    constraint sponsors_by          foreign key (created_by) references users.user_profiles (user_id)
);
create index sponsors_by_org on sponsorship.sponsors (org_id) where org_id is not null;
create index sponsors_by_industry on sponsorship.sponsors (industry_code) where industry_code is not null;
create index sponsors_by_founder on sponsorship.sponsors (created_by);
create index sponsors_on_show on sponsorship.sponsors (lower(name), id) where is_listed;

-- access
alter table sponsorship.sponsors enable row level security;

create policy sponsors_read_anon on sponsorship.sponsors for select to anon
    using (is_listed);
create policy sponsors_read on sponsorship.sponsors for select to authenticated
    using (is_listed or id in (select sponsorship.ids_of_caller()));
create policy sponsors_edit on sponsorship.sponsors for update to authenticated
    using (id in (select sponsorship.ids_of_caller('admin'))) with check (id in (select sponsorship.ids_of_caller('admin')));
create policy sponsors_serve on sponsorship.sponsors for all to service_role, showground_definer
    using (true) with check (true);

grant select on sponsorship.sponsors to anon, authenticated, showground_definer;
grant update (name, description, website, logo_url, industry_code, is_listed) on sponsorship.sponsors to authenticated;
grant select, insert, update on sponsorship.sponsors to service_role;
grant update on sponsorship.sponsors to showground_definer;    -- for row locks
