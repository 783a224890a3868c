-- One business event in the ledger. Insert-only; lines join it only in the transaction that made it.
create table payments.journals (
    id           uuid                   primary key,
    kind         payments.journal_kind  not null,
    source_type  text                   not null,
    source_id    uuid                   not null,
    xact         xid8                   not null default pg_current_xact_id(),
    created_at   timestamptz            not null default now(),
    constraint journals_source_once unique (source_type, source_id, kind),
    constraint journals_of_xact     unique (id, xact)
);
comment on column payments.journals.xact is 'The transaction that wrote it. Its lines carry the same, so a closed journal is never extended.';

-- access
alter table payments.journals enable row level security;

create policy journals_read on payments.journals for select to service_role, showground_definer
    using (true);
create policy journals_write on payments.journals for insert to service_role, showground_definer
    with check (true);

grant select, insert on payments.journals to service_role, showground_definer;
