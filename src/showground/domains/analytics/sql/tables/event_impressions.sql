-- Each time an event was shown to somebody, by month. Its seller's staff read them, without the viewer.
create table analytics.event_impressions (
    id              uuid               not null,
    created_at      timestamptz        not null default now(),
    event_id        uuid               not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    viewer_user_id  uuid,
    surface         analytics.surface  not null,
    dwell_ms        integer,
    visitor         bigint,
    constraint event_impressions_pkey       primary key (id, created_at),
    constraint event_impressions_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint event_impressions_dwell      check (dwell_ms between 0 and 3600000),
    constraint event_impressions_nobody     check (viewer_user_id is null or visitor is null),
    constraint event_impressions_of_event   foreign key (event_id) references events.events (id),
    constraint event_impressions_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint event_impressions_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint event_impressions_by         foreign key (viewer_user_id) references users.user_profiles (user_id)
) partition by range (created_at);
create index event_impressions_by_event on analytics.event_impressions (event_id);
create index event_impressions_by_viewer on analytics.event_impressions (viewer_user_id, created_at) where viewer_user_id is not null;
comment on column analytics.event_impressions.dwell_ms is 'How long it stayed in view, in milliseconds; null: not measured.';

create table analytics.event_impressions_default partition of analytics.event_impressions default;
alter table analytics.event_impressions_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);
comment on column analytics.event_impressions.visitor is 'A visitor of one day: a salted hash whose salt is gone two days later. Null: he did not want to be counted, or consented to his name.';

-- access
alter table analytics.event_impressions enable row level security;

create policy event_impressions_read on analytics.event_impressions for select to authenticated
    using (seller_org_id in (select organizations.ids_of_caller()) or seller_user_id = (select auth.uid()));
create policy event_impressions_serve on analytics.event_impressions for all to service_role, showground_definer
    using (true) with check (true);

grant select (id, created_at, event_id, seller_org_id, seller_user_id, surface, dwell_ms) on analytics.event_impressions to authenticated;
grant select, insert, delete on analytics.event_impressions to service_role;
grant update (viewer_user_id) on analytics.event_impressions to service_role;  -- to unlink who is erased
grant select, insert         on analytics.event_impressions to showground_definer;
