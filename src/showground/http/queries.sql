-- name: vital_signs
-- One row: how much waits and how long the oldest of it has waited, in seconds. Every part reads an index of what waits, never a history.
select (select coalesce(extract(epoch from now() - min(c.created_at)), 0)::float8
          from ticketing.holds h join ticketing.carts c on c.event_id = h.event_id and c.id = h.cart_id where h.state = 'active') as hold_age_seconds,
       (select coalesce(extract(epoch from now() - min(h.expires_at)), 0)::float8
          from ticketing.holds h where h.state = 'active' and h.expires_at < now()) as hold_overdue_seconds,
       (select coalesce(extract(epoch from now() - min(o.created_at)), 0)::float8 from showground.outbox o where o.relayed_at is null) as outbox_lag_seconds,
       (select count(*) from showground.outbox o where o.relayed_at is null) as outbox_waiting,
       (select coalesce(extract(epoch from now() - min(i.received_at)), 0)::float8 from payments.inbox i where i.processed_at is null) as inbox_lag_seconds,
       (select count(*) from payments.inbox i where i.processed_at is null) as inbox_waiting,
       (select coalesce(extract(epoch from now() - min(coalesce(j.scheduled_at, e.at))), 0)::float8
          from jobs.procrastinate_jobs j left join jobs.procrastinate_events e on e.job_id = j.id and e.type = 'deferred'
         where j.status = 'todo' and coalesce(j.scheduled_at, now()) <= now()) as job_lag_seconds,
       (select count(*) from jobs.procrastinate_jobs j where j.status = 'todo') as jobs_waiting,
       (select count(*) from jobs.procrastinate_jobs j where j.status = 'doing') as jobs_running,
       (select count(*) from jobs.procrastinate_jobs j where j.status = 'failed') as jobs_failed,
       (select coalesce(extract(epoch from now() - min(m.next_try_at)), 0)::float8 from messaging.mails m where m.next_try_at <= now()) as mail_lag_seconds,
       (select count(*) from messaging.mails m where m.status = 'queued') as mails_queued,
       (select count(*) from messaging.mails m where m.status = 'uncertain') as mails_uncertain,
       (select count(*) from messaging.mails m where m.status = 'failed') as mails_failed;
