-- Attempts in the current window of each limit. Unlogged: after a crash everybody may try anew.
create unlogged table showground.rate_limits (
    bucket        text         primary key,
    window_start  timestamptz  not null,
    attempts      integer      not null,
    constraint rate_limits_counted check (attempts > 0)
);
create index rate_limits_by_age on showground.rate_limits (window_start);

-- access
alter table showground.rate_limits enable row level security;

create policy rate_limits_serve on showground.rate_limits for all to service_role, showground_definer
    using (true) with check (true);

grant select, delete         on showground.rate_limits to service_role;
grant select, insert, update on showground.rate_limits to showground_definer;
