-- Why jobs failed last, for those who run the platform. The queue itself keeps no reasons. The job may be gone: no key.
create table showground.job_errors (
    job_id  bigint       primary key,
    task    text         not null,
    error   text         not null,
    at      timestamptz  not null default now(),
    constraint job_errors_short check (length(error) <= 2000)
);

-- access
alter table showground.job_errors enable row level security;

create policy job_errors_serve on showground.job_errors for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on showground.job_errors to service_role;
