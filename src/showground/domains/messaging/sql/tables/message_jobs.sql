-- A broadcast of an organization or a person to many: to the holders of tickets of its own event, to followers, to members.
create table messaging.message_jobs (
    id             uuid                    primary key,
    org_id         uuid,
    owner_user_id  uuid,
    event_id       uuid,
    created_by     uuid                    not null,
    audience       messaging.job_audience  not null,
    status         messaging.job_status    not null default 'draft',
    subject        text                    not null,
    body           text                    not null,
    scheduled_at   timestamptz,
    sent_at        timestamptz,
    created_at     timestamptz             not null default now(),
    constraint message_jobs_of_one_org      unique (id, org_id),
    constraint message_jobs_of_one_user     unique (id, owner_user_id),
    constraint message_jobs_one_owner       check (num_nonnulls(org_id, owner_user_id) = 1),
    constraint message_jobs_to_holders      check (audience <> 'ticket_holders' or event_id is not null),
    constraint message_jobs_to_members      check (audience <> 'members' or org_id is not null),
    constraint message_jobs_scheduled       check (status <> 'scheduled' or scheduled_at is not null),
    constraint message_jobs_sent            check ((status = 'sent') = (sent_at is not null)),
    constraint message_jobs_subject         check (subject <> '' and length(subject) <= 200),
    constraint message_jobs_said            check (body <> '' and length(body) <= 20000),
    constraint message_jobs_of_org          foreign key (org_id) references organizations.organizations (id),
    constraint message_jobs_of_user         foreign key (owner_user_id) references users.user_profiles (user_id),
    constraint message_jobs_of_event        foreign key (event_id) references events.events (id),
    constraint message_jobs_event_of_org    foreign key (event_id, org_id) references events.events (id, owner_org_id) deferrable,
    constraint message_jobs_event_of_user   foreign key (event_id, owner_user_id) references events.events (id, owner_user_id) deferrable,
    constraint message_jobs_by              foreign key (created_by) references users.user_profiles (user_id)
);
create index message_jobs_by_org on messaging.message_jobs (org_id, created_at desc) where org_id is not null;
create index message_jobs_by_user on messaging.message_jobs (owner_user_id, created_at desc) where owner_user_id is not null;
create index message_jobs_by_event on messaging.message_jobs (event_id) where event_id is not null;
create index message_jobs_by_founder on messaging.message_jobs (created_by);
create index message_jobs_due on messaging.message_jobs (scheduled_at) where status = 'scheduled';

-- access
alter table messaging.message_jobs enable row level security;

create policy message_jobs_read on messaging.message_jobs for select to authenticated
    using (org_id in (select organizations.ids_of_caller()) or owner_user_id = (select auth.uid()));
create policy message_jobs_add on messaging.message_jobs for insert to authenticated
    with check (status = 'draft' and created_by = (select auth.uid())
                and (org_id in (select organizations.ids_of_caller('editor')) or owner_user_id = (select auth.uid())));
create policy message_jobs_edit on messaging.message_jobs for update to authenticated
    using (status = 'draft' and (org_id in (select organizations.ids_of_caller('editor')) or owner_user_id = (select auth.uid())))
    with check (status = 'draft' and (org_id in (select organizations.ids_of_caller('editor')) or owner_user_id = (select auth.uid())));
create policy message_jobs_serve on messaging.message_jobs for all to service_role, showground_definer
    using (true) with check (true);

grant select on messaging.message_jobs to authenticated, showground_definer;
grant insert (id, org_id, owner_user_id, event_id, created_by, audience, subject, body, scheduled_at) on messaging.message_jobs to authenticated;
grant update (audience, subject, body, scheduled_at) on messaging.message_jobs to authenticated;
grant select, insert, update on messaging.message_jobs to service_role;
