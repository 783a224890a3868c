-- What was counted of an event, day by day (UTC): one row a kind, raised by the same transaction that records what is counted. It stays
-- when the facts themselves are old and dropped, and answers in milliseconds what counting them would answer in seconds.
create table analytics.event_days (
    event_id        uuid     not null,
    day             date     not null,
    kind            text     not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    facts           integer  not null,
    visitors        integer  not null default 0,
    constraint event_days_pkey       primary key (event_id, day, kind),
    constraint event_days_kind_form  check (kind ~ '^[a-z_]+(\.[a-z_]+)?$'),
    constraint event_days_counted    check (facts > 0 and visitors between 0 and facts),
    constraint event_days_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint event_days_of_event   foreign key (event_id) references events.events (id),
    constraint event_days_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint event_days_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
) with (fillfactor = 70);                                     -- today's rows are raised all day: updates stay on their page
comment on column analytics.event_days.kind is 'event.viewed: its page was seen. event.shown: a card of it was in a list. Else the type of the analytics event.';
comment on column analytics.event_days.visitors is 'How many different visitors were behind it on that day; those who do not want to be counted are not among them.';

-- access
alter table analytics.event_days enable row level security;

create policy event_days_read on analytics.event_days for select to authenticated
    using (seller_org_id in (select organizations.ids_of_caller()) or seller_user_id = (select auth.uid())
           or event_id in (select events.ids_staffed_by_caller(array['finance', 'manager']::events.staff_role[])));
create policy event_days_serve on analytics.event_days for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on analytics.event_days to authenticated, service_role;
grant select, insert, update on analytics.event_days to showground_definer;
