-- What was applied to this database, by name and SHA-256.
create table showground.migrations (
    name        text         primary key,
    digest      text         not null,
    applied_at  timestamptz  not null default now()
);

-- access
alter table showground.migrations enable row level security;

create policy migrations_read on showground.migrations for select to service_role
    using (true);

grant select on showground.migrations to service_role;
