-- Facts that were announced: written in the transaction that made them true, turned into jobs by the relay.
create table showground.outbox (
    id          uuid         primary key,
    kind        text         not null,
    body        jsonb        not null,
    actor       uuid         default auth.uid(),
    created_at  timestamptz  not null default now(),
    relayed_at  timestamptz,
    trace       text         default nullif(current_setting('showground.trace', true), ''),
    constraint outbox_kind_dotted check (kind ~ '^[a-z_]+\.[a-z_]+$')
) with (fillfactor = 80);
create index outbox_waiting on showground.outbox (id) where relayed_at is null;
comment on column showground.outbox.relayed_at is 'When the relay made its jobs. Null: still to do.';
comment on column showground.outbox.trace is 'W3C traceparent of what announced it, when the platform is traced: its jobs go on with it.';

-- access
alter table showground.outbox enable row level security;

create policy outbox_serve on showground.outbox for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert, update, delete on showground.outbox to service_role;
grant select, insert                 on showground.outbox to showground_definer;
