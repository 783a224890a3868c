-- Notices of providers: verified, stored, answered, and only then processed. The same notice is stored once.
create table payments.inbox (
    id                uuid               primary key,
    provider          payments.provider  not null,
    provider_account  text               not null default '',
    notice_id         text               not null,
    payment_id        uuid,
    kind              text               not null,
    body              jsonb              not null,
    received_at       timestamptz        not null default now(),
    processed_at      timestamptz,
    outcome           text,
    failure           text,
    failed_at         timestamptz,
    constraint inbox_once           unique (provider, provider_account, notice_id),
    constraint inbox_processed_with check ((processed_at is null) = (outcome is null)),
    constraint inbox_failure_short  check (length(failure) <= 2000),
    constraint inbox_failed_when    check ((failure is null) = (failed_at is null)),
    constraint inbox_of_payment     foreign key (payment_id) references payments.payments (id)
);
create index inbox_waiting on payments.inbox (id) where processed_at is null;
create index inbox_by_payment on payments.inbox (payment_id) where payment_id is not null;
comment on column payments.inbox.failure is 'Why it could not be processed when that was tried last; it is tried again.';

-- access
alter table payments.inbox enable row level security;

create policy inbox_serve on payments.inbox for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert, update on payments.inbox to service_role, showground_definer;
