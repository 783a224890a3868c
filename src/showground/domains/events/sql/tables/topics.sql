-- The reviewed vocabulary of what events are about.
create table events.topics (
    slug  text  primary key,
    name  text  not null,
    constraint topics_slug_form check (slug ~ '^[a-z0-9-]+$'),
    constraint topics_named     check (name <> '')
);

-- access
alter table events.topics enable row level security;

create policy topics_read on events.topics for select to anon, authenticated
    using (true);
create policy topics_serve on events.topics for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on events.topics to anon, authenticated, showground_definer;
grant select, insert, update on events.topics to service_role;
