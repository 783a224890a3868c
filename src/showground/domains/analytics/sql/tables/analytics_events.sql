-- What happened, for counting: one row a fact, by month. Staff read the facts of their own events, people their own.
create table analytics.analytics_events (
    id              uuid         not null,
    created_at      timestamptz  not null default now(),
    event_type      text         not null,
    user_id         uuid,
    event_id        uuid,
    ticket_id       uuid,
    seller_org_id   uuid,
    seller_user_id  uuid,
    properties      jsonb        not null default '{}',
    visitor         bigint,
    constraint analytics_events_pkey       primary key (id, created_at),
    constraint analytics_events_type_form  check (event_type ~ '^[a-z_]+(\.[a-z_]+)?$'),
    constraint analytics_events_of_seller check (case when event_id is null then seller_user_id is null else num_nonnulls(seller_org_id, seller_user_id) = 1 end),
    constraint analytics_events_ticket     check (ticket_id is null or event_id is not null),
    constraint analytics_events_object     check (jsonb_typeof(properties) = 'object'),
    constraint analytics_events_nobody     check (user_id is null or visitor is null),
    constraint analytics_events_by         foreign key (user_id) references users.user_profiles (user_id),
    constraint analytics_events_of_event   foreign key (event_id) references events.events (id),
    constraint analytics_events_seller     foreign key (seller_org_id) references organizations.organizations (id),
    constraint analytics_events_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint analytics_events_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint analytics_events_of_ticket  foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id)
) partition by range (created_at);
create index analytics_events_by_user on analytics.analytics_events (user_id, created_at desc) where user_id is not null;
create index analytics_events_by_event on analytics.analytics_events (event_id, created_at) where event_id is not null;
create index analytics_events_by_ticket on analytics.analytics_events (event_id, ticket_id) where ticket_id is not null;
create index analytics_events_by_org on analytics.analytics_events (seller_org_id, created_at) where event_id is null;

create table analytics.analytics_events_default partition of analytics.analytics_events default;
alter table analytics.analytics_events_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);
comment on column analytics.analytics_events.seller_org_id is 'Whose event it is; without an event, whose page was seen.';
comment on column analytics.analytics_events.visitor is 'A visitor of one day: a salted hash whose salt is gone two days later. Null: he did not want to be counted, or consented to his name.';

-- access
alter table analytics.analytics_events enable row level security;

create policy analytics_events_read on analytics.analytics_events for select to authenticated
    using (user_id = (select auth.uid())
           or seller_org_id in (select organizations.ids_of_caller()) or seller_user_id = (select auth.uid())
           or event_id in (select events.ids_staffed_by_caller(array['finance', 'manager']::events.staff_role[])));
create policy analytics_events_serve on analytics.analytics_events for all to service_role, showground_definer
    using (true) with check (true);

grant select (id, created_at, event_type, user_id, event_id, ticket_id, seller_org_id, seller_user_id, properties)
                             on analytics.analytics_events to authenticated;
grant select                 on analytics.analytics_events to showground_definer;
grant select, insert, delete on analytics.analytics_events to service_role;
grant update (user_id) on analytics.analytics_events to service_role;  -- to unlink who is erased
grant insert                 on analytics.analytics_events to showground_definer;
