-- side: before   (old code must run on the result)
-- why:  operators see the last check and the last backup, and why a job failed
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create table showground.runs (
    id          uuid         primary key,
    kind        text         not null,
    asked_by    uuid,
    asked_at    timestamptz  not null default now(),
    started_at  timestamptz,
    ended_at    timestamptz,
    outcome     text,
    details     jsonb        not null default '{}',
    constraint runs_kind    check (kind in ('check', 'backup')),
    constraint runs_outcome check (outcome in ('well', 'ill', 'failed')),
    constraint runs_ended   check ((ended_at is null) = (outcome is null))
);
create index runs_by_kind on showground.runs (kind, id);
create unique index runs_one_waits on showground.runs (kind) where ended_at is null;
comment on column showground.runs.asked_by is 'The operator; null: the command line. No key: the record outlives him.';
comment on column showground.runs.outcome is 'well: as it should be. ill: something was found that must not be. failed: it could not be done.';

create table showground.job_errors (
    job_id  bigint       primary key,
    task    text         not null,
    error   text         not null,
    at      timestamptz  not null default now(),
    constraint job_errors_short check (length(error) <= 2000)
);
