-- What operators had done and what came of it: checks of all rows, backups, reports on the database. The last of each is shown.
create table showground.runs (
    id          uuid         primary key,
    kind        text         not null,
    asked_by    uuid,
    asked_at    timestamptz  not null default now(),
    started_at  timestamptz,
    ended_at    timestamptz,
    outcome     text,
    details     jsonb        not null default '{}',
    constraint runs_kind    check (kind in ('check', 'backup', 'report')),
    constraint runs_outcome check (outcome in ('well', 'ill', 'failed')),
    constraint runs_ended   check ((ended_at is null) = (outcome is null))
);
create index runs_by_kind on showground.runs (kind, id);
create unique index runs_one_waits on showground.runs (kind) where ended_at is null;
comment on column showground.runs.asked_by is 'The operator; null: the command line. No key: the record outlives him.';
comment on column showground.runs.outcome is 'well: as it should be. ill: something was found that must not be. failed: it could not be done.';

-- access
alter table showground.runs enable row level security;

create policy runs_serve on showground.runs for all to service_role
    using (true) with check (true);

grant select, insert, update on showground.runs to service_role;
