-- To whom a broadcast goes, a person or a guest's address, and whether it arrived. Carries the broadcast's owner.
create table messaging.message_job_recipients (
    id             uuid                       primary key,
    job_id         uuid                       not null,
    org_id         uuid,
    owner_user_id  uuid,
    user_id        uuid,
    email          text,
    status         messaging.delivery_status  not null default 'pending',
    error          text,
    sent_at        timestamptz,
    constraint message_job_recipients_once_user  unique (job_id, user_id),
    constraint message_job_recipients_one_owner  check (num_nonnulls(org_id, owner_user_id) = 1),
    constraint message_job_recipients_one_target check (num_nonnulls(user_id, email) = 1),
    constraint message_job_recipients_email_form check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
    constraint message_job_recipients_sent       check ((status = 'sent') = (sent_at is not null)),
    constraint message_job_recipients_error      check (error is null or status in ('failed', 'skipped')),
    constraint message_job_recipients_of_job     foreign key (job_id) references messaging.message_jobs (id),
    constraint message_job_recipients_of_org     foreign key (job_id, org_id) references messaging.message_jobs (id, org_id),
    constraint message_job_recipients_of_owner   foreign key (job_id, owner_user_id) references messaging.message_jobs (id, owner_user_id),
    constraint message_job_recipients_to         foreign key (user_id) references users.user_profiles (user_id)
);
create unique index message_job_recipients_once_email on messaging.message_job_recipients (job_id, lower(email)) where email is not null;
create index message_job_recipients_by_user on messaging.message_job_recipients (user_id) where user_id is not null;
create index message_job_recipients_waiting on messaging.message_job_recipients (job_id, id) where status = 'pending';

-- access
alter table messaging.message_job_recipients enable row level security;

create policy message_job_recipients_read on messaging.message_job_recipients for select to authenticated
    using (org_id in (select organizations.ids_of_caller()) or owner_user_id = (select auth.uid()));
create policy message_job_recipients_serve on messaging.message_job_recipients for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on messaging.message_job_recipients to authenticated, showground_definer;
grant select, insert, update, delete on messaging.message_job_recipients to service_role;
