-- Every attempt to come in, admitted or not. A device that sends a scan again gets the first verdict.
create table ticketing.scan_logs (
    id              uuid                    primary key,
    event_id        uuid                    not null,
    ticket_id       uuid,
    scanned_by      uuid,
    seller_org_id   uuid,
    seller_user_id  uuid,
    scanner_id      uuid                    not null,
    client_scan_id  uuid                    not null,
    code_digest     bytea                   not null,
    verdict         ticketing.scan_verdict  not null,
    gate_name       text                    not null default '',
    device_time     timestamptz,
    created_at      timestamptz             not null default now(),
    constraint scan_logs_once        unique (scanner_id, client_scan_id),
    constraint scan_logs_in_event    unique (event_id, id),
    constraint scan_logs_digest      check (octet_length(code_digest) = 32),
    constraint scan_logs_ticket_seen check ((verdict in ('admitted', 'duplicate', 'cancelled', 'conflict')) = (ticket_id is not null)),
    constraint scan_logs_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint scan_logs_of_event    foreign key (event_id) references events.events (id),
    constraint scan_logs_of_ticket   foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id),
    constraint scan_logs_by_user     foreign key (scanned_by) references users.user_profiles (user_id),
    constraint scan_logs_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint scan_logs_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
);
create index scan_logs_by_event on ticketing.scan_logs (event_id, created_at desc, id desc);
create index scan_logs_by_ticket on ticketing.scan_logs (event_id, ticket_id) where ticket_id is not null;
create index scan_logs_by_user on ticketing.scan_logs (scanned_by) where scanned_by is not null;
comment on column ticketing.scan_logs.scanner_id is 'The device, or the browser session that scanned.';
comment on column ticketing.scan_logs.code_digest is 'SHA-256 of what was read or typed.';
comment on column ticketing.scan_logs.verdict is 'conflict: synced later with an earlier device time than the admission that was committed first; it changes nothing.';

-- access
alter table ticketing.scan_logs enable row level security;

create policy scan_logs_read on ticketing.scan_logs for select to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller())
           or event_id in (select events.ids_staffed_by_caller(array['door', 'manager']::events.staff_role[])));
create policy scan_logs_serve on ticketing.scan_logs for all to service_role, showground_definer
    using (true) with check (true);

grant select         on ticketing.scan_logs to authenticated;
grant select, insert on ticketing.scan_logs to service_role, showground_definer;
