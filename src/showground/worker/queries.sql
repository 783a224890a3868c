-- name: waiting_facts
-- Another relay's facts are skipped, so that several workers may relay at once.
select id, kind, body, trace from showground.outbox where relayed_at is null order by id limit :most for update skip locked;

-- name: enter_jobs
-- The queue's own functions and triggers name their tables without a schema.
select set_config('search_path', 'jobs, public', true);

-- name: defer
-- One job a reaction; one that still waits from an earlier time is not made again.
select cardinality(jobs.procrastinate_defer_jobs_v1(array(
    select row('default', n.name, 0, null, n.once, n.args::jsonb, null)::jobs.procrastinate_job_to_defer_v1
      from unnest(:names::text[], :once::text[], :args::text[]) as n (name, once, args)
     where not exists (select from jobs.procrastinate_jobs j where j.queueing_lock = n.once and j.status = 'todo'))));

-- name: notify_live
-- Whoever watches an event's numbers looks again. The name of the channel is the live hub's.
select pg_notify('showground_live', e::text) from unnest(:events::uuid[]) as e;

-- name: mark_relayed
update showground.outbox set relayed_at = now() where id = any(:ids::uuid[]);

-- name: forget_facts
-- Identifiers begin with their time: no index but the key's is needed.
delete from showground.outbox where id < :before::uuid and relayed_at is not null;

-- name: forget_keys
delete from showground.idempotency_keys where created_at < now() - :older_than::interval;

-- name: forget_attempts
-- Windows that are over: whoever comes again begins anew.
delete from showground.rate_limits where window_start < now() - :older_than::interval;
