-- What a day's visitors are hashed with: random, one a day, and deleted two days later. From then on nobody can find out who a visitor was.
create table analytics.visitor_salts (
    day   date   primary key,
    salt  bytea  not null,
    constraint visitor_salts_long check (octet_length(salt) = 32)
);

-- access
alter table analytics.visitor_salts enable row level security;

create policy visitor_salts_serve on analytics.visitor_salts for all to service_role
    using (true) with check (true);

grant select, insert, delete on analytics.visitor_salts to service_role;
