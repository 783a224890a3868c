-- Those who own events besides people: clubs, companies, collectives. All of it is public.
create table organizations.organizations (
    id             uuid         primary key,
    handle         text         not null,
    name           text         not null,
    description    text         not null default '',
    website        text,
    industry_code  text,
    country_code   text,
    created_by     uuid         not null,
    created_at     timestamptz  not null default now(),
    logo_key       text,
    constraint organizations_handle_unique unique (handle),
    constraint organizations_handle_form   check (handle ~ '^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$'),
    constraint organizations_named         check (name <> '' and length(name) <= 200),
    constraint organizations_website_web   check (website ~ '^https?://'),
    constraint organizations_logo_kind     check (logo_key ~ '^logo-'),
    constraint organizations_industry      foreign key (industry_code) references ref.industries (code),
    constraint organizations_country       foreign key (country_code) references ref.countries (code),
    constraint organizations_founder       foreign key (created_by) references users.user_profiles (user_id),
    constraint organizations_logo          foreign key (logo_key) references users.pictures (key)
);
create index organizations_by_industry on organizations.organizations (industry_code) where industry_code is not null;
create index organizations_by_country on organizations.organizations (country_code) where country_code is not null;
create index organizations_by_founder on organizations.organizations (created_by);
create index organizations_by_logo on organizations.organizations (logo_key) where logo_key is not null;
create index organizations_by_word on organizations.organizations using gin (to_tsvector('simple', name || ' ' || handle));

-- access
alter table organizations.organizations enable row level security;

create policy organizations_read on organizations.organizations for select to anon, authenticated
    using (true);
create policy organizations_edit on organizations.organizations for update to authenticated
    using (id in (select organizations.ids_of_caller('admin'))) with check (id in (select organizations.ids_of_caller('admin')));
create policy organizations_serve on organizations.organizations for all to service_role, showground_definer
    using (true) with check (true);

grant select on organizations.organizations to anon, authenticated, showground_definer;
grant update (handle, name, description, website, industry_code, country_code) on organizations.organizations to authenticated;
grant select, insert, update on organizations.organizations to service_role;
grant update on organizations.organizations to showground_definer;    -- for row locks
