-- side: before   (old code must run on the result)
-- why:  a trace goes on from the request that announced a fact to the jobs about it
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table showground.outbox
    add column trace text;
alter table showground.outbox
    alter column trace set default nullif(current_setting('showground.trace', true), '');
comment on column showground.outbox.trace is 'W3C traceparent of what announced it, when the platform is traced: its jobs go on with it.';
