-- name: standing
-- One row; every part reads an index of what is left, never a history.
select (select extract(epoch from now() - max(w.last_heartbeat))::float8 from jobs.procrastinate_workers w) as worker_silent_seconds,
       (select count(*) from jobs.procrastinate_workers w where w.last_heartbeat > now() - :stalled::interval) as workers,
       (select count(*) from messaging.mails m where m.status = 'failed') as mails_failed,
       (select count(*) from messaging.mails m where m.status = 'uncertain' and m.next_try_at is null) as mails_uncertain,
       (select count(*) from messaging.mails m where m.next_try_at is not null) as mails_waiting,
       (select coalesce(extract(epoch from now() - min(m.next_try_at)), 0)::float8
          from messaging.mails m where m.next_try_at <= now()) as mail_lag_seconds,
       (select count(*) from payments.inbox i where i.processed_at is null and i.failure is not null) as notices_failed,
       pg_database_size(current_database()) as database_bytes;

-- name: applied_migrations
select name from showground.migrations;

-- name: last_run
select r.id, r.kind, p.display_name as asked_by, r.asked_at, r.started_at, r.ended_at, r.outcome, r.details::text
  from showground.runs r
  left join users.user_profiles p on p.user_id = r.asked_by
 where r.kind = :kind
 order by r.id desc
 limit 1;

-- name: last_ended_run
select r.id, r.kind, p.display_name as asked_by, r.asked_at, r.started_at, r.ended_at, r.outcome, r.details::text
  from showground.runs r
  left join users.user_profiles p on p.user_id = r.asked_by
 where r.kind = :kind and r.ended_at is not null
 order by r.id desc
 limit 1;

-- name: want_run
-- None is added while one waits.
insert into showground.runs (id, kind, asked_by) values (:id, :kind, :asked_by)
    on conflict (kind) where ended_at is null do nothing;

-- name: begin_run
update showground.runs set started_at = now() where id = :id and ended_at is null;

-- name: end_run
update showground.runs set ended_at = now(), outcome = :outcome, details = :details::text::jsonb where id = :id and ended_at is null;

-- name: facts_by_hour
-- Identifiers begin with their time: the key's index finds the day.
with counted as (
    select date_trunc('hour', o.created_at) as hour, count(*) as facts from showground.outbox o where o.id >= :since::uuid group by 1
)
select h as begins_at, coalesce(c.facts, 0) as count
  from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') h
  left join counted c on c.hour = h
 order by h;

-- name: letters_by_day
with counted as (
    select date_trunc('day', m.created_at) as day, count(*) as letters from messaging.mails m where m.id >= :since::uuid group by 1
)
select d as begins_at, coalesce(c.letters, 0) as count
  from generate_series(date_trunc('day', now()) - interval '13 days', date_trunc('day', now()), interval '1 day') d
  left join counted c on c.day = d
 order by d;

-- name: jobs
-- Newest first, keyset paged. What was done well is not kept, so the table holds what waits and what went wrong.
select j.id, j.queue_name as queue, j.task_name as task, j.status::text, j.attempts, j.scheduled_at,
       (select max(e.at) from jobs.procrastinate_events e where e.job_id = j.id) as at, x.error, x.at as error_at
  from jobs.procrastinate_jobs j
  left join showground.job_errors x on x.job_id = j.id
 where j.id < :before::bigint
   and (:status::text is null or j.status = :status::text::jobs.procrastinate_job_status)
   and (:task::text is null or j.task_name = :task)
 order by j.id desc
 limit :limit;

-- name: jobs_by_task
select j.task_name as task, j.queue_name as queue, count(*) filter (where j.status = 'todo') as todo, count(*) filter (where j.status = 'doing') as doing,
       count(*) filter (where j.status = 'failed') as failed, count(*) filter (where j.status in ('cancelled', 'aborted')) as cancelled
  from jobs.procrastinate_jobs j
 group by j.task_name, j.queue_name
 order by failed desc, todo desc, task;

-- name: job_for_update
-- Nobody else does something to it until we are through.
select j.id, j.task_name as task, j.status::text,
       exists (select from jobs.procrastinate_jobs t where t.queueing_lock = j.queueing_lock and t.status = 'todo' and t.id <> j.id) as twin
  from jobs.procrastinate_jobs j
 where j.id = :id
   for update;

-- name: enter_jobs
-- The queue's own functions and triggers name their tables without a schema.
select set_config('search_path', 'jobs, public', true);

-- name: retry_job
select jobs.procrastinate_retry_job_v2(:id, now(), null::integer, null::text, null::text);

-- name: set_aside_job
update jobs.procrastinate_jobs set status = 'cancelled' where id = :id and status in ('failed', 'todo');

-- name: facts_by_kind
-- Of the last hour, and whatever waits.
select o.kind, count(*), count(*) filter (where o.relayed_at is null) as waiting,
       coalesce(extract(epoch from now() - min(o.created_at) filter (where o.relayed_at is null)), 0)::float8 as lag_seconds,
       coalesce(extract(epoch from avg(o.relayed_at - o.created_at)), 0)::float8 as mean_seconds,
       coalesce(extract(epoch from max(o.relayed_at - o.created_at)), 0)::float8 as longest_seconds
  from showground.outbox o
 where o.id >= :since::uuid or o.relayed_at is null
 group by o.kind
 order by waiting desc, count(*) desc, o.kind;

-- name: facts_that_wait
-- Oldest first, as the relay takes them.
select o.id, o.kind, o.body::text, o.created_at from showground.outbox o where o.relayed_at is null and o.id > :after::uuid order by o.id limit :limit;

-- name: notices
-- Newest first, keyset paged.
select i.id, i.provider::text, i.notice_id, i.kind as what, i.payment_id, i.received_at, i.processed_at, i.outcome, i.failure, i.failed_at
  from payments.inbox i
 where i.id < :before::uuid and (not :processed::boolean or i.processed_at is not null)
 order by i.id desc
 limit :limit;

-- name: open_notices
-- By the index of what waits, however many were processed.
select i.id, i.provider::text, i.notice_id, i.kind as what, i.payment_id, i.received_at, i.processed_at, i.outcome, i.failure, i.failed_at
  from payments.inbox i
 where i.processed_at is null and i.id < :before::uuid and (not :failed::boolean or i.failure is not null)
 order by i.id desc
 limit :limit;

-- name: people
-- Newest first, keyset paged.
select p.user_id as id, p.handle, p.display_name as name, p.avatar_key, p.created_at as since, p.erased_at, a.disabled_at, a.is_operator,
       c.email_verified_at is not null as email_verified
  from users.user_profiles p
  join users.accounts a on a.user_id = p.user_id
  left join users.contacts c on c.user_id = p.user_id
 where p.user_id < :before::uuid
 order by p.user_id desc
 limit :limit;

-- name: people_named
-- By the index of words first, whatever the planner thinks of how rare they are.
with named as materialized (
    select x.user_id from users.user_profiles x where to_tsvector('simple', x.display_name || ' ' || x.handle) @@ to_tsquery('simple', :words)
)
select p.user_id as id, p.handle, p.display_name as name, p.avatar_key, p.created_at as since, p.erased_at, a.disabled_at, a.is_operator,
       c.email_verified_at is not null as email_verified
  from (select n.user_id from named n where n.user_id < :before::uuid order by n.user_id desc limit :limit) n
  join users.user_profiles p on p.user_id = n.user_id
  join users.accounts a on a.user_id = p.user_id
  left join users.contacts c on c.user_id = p.user_id
 order by p.user_id desc;

-- name: operators
select p.user_id as id, p.handle, p.display_name as name, p.avatar_key, p.created_at as since, p.erased_at, a.disabled_at, a.is_operator,
       c.email_verified_at is not null as email_verified
  from users.accounts a
  join users.user_profiles p on p.user_id = a.user_id
  left join users.contacts c on c.user_id = p.user_id
 where a.is_operator and a.user_id < :before::uuid
 order by a.user_id desc
 limit :limit;

-- name: closed_people
select p.user_id as id, p.handle, p.display_name as name, p.avatar_key, p.created_at as since, p.erased_at, a.disabled_at, a.is_operator,
       c.email_verified_at is not null as email_verified
  from users.accounts a
  join users.user_profiles p on p.user_id = a.user_id
  left join users.contacts c on c.user_id = p.user_id
 where a.disabled_at is not null and a.user_id < :before::uuid
 order by a.user_id desc
 limit :limit;

-- name: person_with_email
select c.user_id from users.contacts c where lower(c.email) = lower(:email);

-- name: person_file
select p.user_id as id, p.handle, p.display_name as name, p.avatar_key, p.created_at as since, p.erased_at, a.disabled_at, a.is_operator,
       c.email_verified_at is not null as email_verified, c.email, c.wanted_email is not null as changes_email,
       a.password_hash is not null as has_password,
       exists (select from users.totps t where t.user_id = p.user_id and t.confirmed_at is not null) as has_app,
       (select count(*) from users.passkeys k where k.user_id = p.user_id) as passkeys,
       (select count(*) from users.identities i where i.user_id = p.user_id) as identities,
       (select count(*) from users.api_keys k where k.user_id = p.user_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as keys,
       (select count(*) from users.sessions s where s.user_id = p.user_id and s.revoked_at is null and s.expires_at > now()) as sessions,
       (select max(s.created_at) from users.sessions s where s.user_id = p.user_id) as signed_in_at,
       (select count(*) from ticketing.orders o where o.user_id = p.user_id) as orders,
       (select count(*) from ticketing.tickets t where t.owner_user_id = p.user_id and t.status = 'valid') as tickets,
       (select count(*) from events.events e where e.owner_user_id = p.user_id) as events
  from users.user_profiles p
  join users.accounts a on a.user_id = p.user_id
  left join users.contacts c on c.user_id = p.user_id
 where p.user_id = :person;

-- name: memberships
select o.id, o.handle, o.name, m.role::text, m.created_at as since
  from organizations.org_memberships m
  join organizations.organizations o on o.id = m.org_id
 where m.user_id = :person
 order by o.name, o.id;

-- name: organizations
-- Newest first, keyset paged.
select o.id, o.handle, o.name, o.logo_key, o.created_at as since,
       (select count(*) from organizations.org_memberships m where m.org_id = o.id) as members,
       (select count(*) from events.events e where e.owner_org_id = o.id) as events
  from organizations.organizations o
 where o.id < :before::uuid
 order by o.id desc
 limit :limit;

-- name: organizations_named
with named as materialized (
    select x.id from organizations.organizations x where to_tsvector('simple', x.name || ' ' || x.handle) @@ to_tsquery('simple', :words)
)
select o.id, o.handle, o.name, o.logo_key, o.created_at as since,
       (select count(*) from organizations.org_memberships m where m.org_id = o.id) as members,
       (select count(*) from events.events e where e.owner_org_id = o.id) as events
  from (select n.id from named n where n.id < :before::uuid order by n.id desc limit :limit) n
  join organizations.organizations o on o.id = n.id
 order by o.id desc;

-- name: organization
select o.id, o.handle, o.name, o.logo_key, o.created_at as since,
       (select count(*) from organizations.org_memberships m where m.org_id = o.id) as members,
       (select count(*) from events.events e where e.owner_org_id = o.id) as events
  from organizations.organizations o
 where o.id = :org_id;

-- name: org_members
select p.user_id as id, p.handle, p.display_name as name, p.avatar_key, m.role::text, m.created_at as since
  from organizations.org_memberships m
  join users.user_profiles p on p.user_id = m.user_id
 where m.org_id = :org_id
 order by m.role desc, p.display_name, p.user_id
 limit 200;

-- name: org_events
-- The latest; all of them stand on its own pages.
select e.id, e.title, e.slug, e.status::text, e.starts_at, e.timezone,
       (select coalesce(sum(p.sold), 0) from ticketing.pools p where p.event_id = e.id)::bigint as sold
  from events.events e
 where e.owner_org_id = :org_id
 order by e.starts_at desc, e.id
 limit 20;

-- name: org_balances
-- The balance is the last snapshot and the lines since.
select w.id as wallet_id, w.currency_code as currency,
       coalesce(s.balance, 0) + coalesce((select sum(l.amount)
                                            from payments.org_wallet_transactions l
                                           where l.wallet_id = w.id and (s.before is null or l.xact >= s.before)), 0)::bigint as amount
  from payments.org_wallets w
  left join lateral (select n.balance, n.before from payments.wallet_snapshots n where n.wallet_id = w.id order by n.before desc limit 1) s on true
 where w.org_id = :org_id
 order by w.currency_code;

-- name: versions
select 'PostgreSQL' as name, current_setting('server_version') as number
union all
select * from (select x.extname::text, x.extversion from pg_extension x where x.extname <> 'plpgsql' order by x.extname) e;

-- name: record_run
-- Done and well, as whoever did it says afterwards.
insert into showground.runs (id, kind, asked_by, started_at, ended_at, outcome, details)
values (:id, :kind, auth.uid(), now(), now(), 'well', :details::text::jsonb);

-- name: note_job_error
insert into showground.job_errors (job_id, task, error) values (:job_id, :task, :error)
    on conflict (job_id) do update set error = excluded.error, at = now();

-- name: forget_job_errors
-- Of jobs that are gone: done in the end, or taken out of the queue.
delete from showground.job_errors x where not exists (select from jobs.procrastinate_jobs j where j.id = x.job_id);
