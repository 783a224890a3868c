-- A holder is inside, or was until it was undone. The first one committed wins by the partial unique index.
create table ticketing.admissions (
    id              uuid         primary key,
    event_id        uuid         not null,
    occurrence_id   uuid         not null,
    ticket_id       uuid         not null,
    scan_id         uuid         not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    admitted_at     timestamptz  not null default now(),
    undone_at       timestamptz,
    constraint admissions_one_seller    check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint admissions_seller_org    foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint admissions_seller_user   foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint admissions_of_occurrence foreign key (event_id, occurrence_id) references events.event_occurrences (event_id, id),
    constraint admissions_of_ticket     foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id),
    constraint admissions_of_scan       foreign key (event_id, scan_id) references ticketing.scan_logs (event_id, id)
);
create unique index admissions_once on ticketing.admissions (ticket_id, occurrence_id) where undone_at is null;
create index admissions_by_occurrence on ticketing.admissions (event_id, occurrence_id, admitted_at);
create index admissions_by_ticket on ticketing.admissions (event_id, ticket_id);
create index admissions_by_scan on ticketing.admissions (event_id, scan_id);

-- access
alter table ticketing.admissions enable row level security;

create policy admissions_read on ticketing.admissions for select to authenticated
    using (seller_user_id = (select auth.uid()) or seller_org_id in (select organizations.ids_of_caller())
           or event_id in (select events.ids_staffed_by_caller(array['door', 'manager']::events.staff_role[]))
           or ticketing.held_by_caller(ticket_id));
create policy admissions_serve on ticketing.admissions for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.admissions to authenticated;
grant select, insert, update on ticketing.admissions to service_role, showground_definer;
