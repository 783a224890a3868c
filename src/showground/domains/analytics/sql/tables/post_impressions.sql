-- Each time a post was shown to somebody, by month. The staff of its event's seller read them, without the viewer.
create table analytics.post_impressions (
    id              uuid               not null,
    created_at      timestamptz        not null default now(),
    event_id        uuid               not null,
    post_id         uuid               not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    viewer_user_id  uuid,
    surface         analytics.surface  not null,
    dwell_ms        integer,
    visitor         bigint,
    constraint post_impressions_pkey       primary key (id, created_at),
    constraint post_impressions_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint post_impressions_dwell      check (dwell_ms between 0 and 3600000),
    constraint post_impressions_nobody     check (viewer_user_id is null or visitor is null),
    constraint post_impressions_of_post    foreign key (post_id) references events.event_posts (id),
    constraint post_impressions_same_event foreign key (event_id, post_id) references events.event_posts (event_id, id),
    constraint post_impressions_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint post_impressions_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint post_impressions_by         foreign key (viewer_user_id) references users.user_profiles (user_id)
) partition by range (created_at);
create index post_impressions_by_post on analytics.post_impressions (post_id, event_id);
create index post_impressions_by_event on analytics.post_impressions (event_id);
create index post_impressions_by_viewer on analytics.post_impressions (viewer_user_id, created_at) where viewer_user_id is not null;
comment on column analytics.post_impressions.dwell_ms is 'How long it stayed in view, in milliseconds; null: not measured.';

create table analytics.post_impressions_default partition of analytics.post_impressions default;
alter table analytics.post_impressions_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);
comment on column analytics.post_impressions.visitor is 'A visitor of one day: a salted hash whose salt is gone two days later. Null: he did not want to be counted, or consented to his name.';

-- access
alter table analytics.post_impressions enable row level security;

create policy post_impressions_read on analytics.post_impressions for select to authenticated
    using (seller_org_id in (select organizations.ids_of_caller()) or seller_user_id = (select auth.uid()));
create policy post_impressions_serve on analytics.post_impressions for all to service_role, showground_definer
    using (true) with check (true);

grant select (id, created_at, event_id, post_id, seller_org_id, seller_user_id, surface, dwell_ms) on analytics.post_impressions to authenticated;
grant select, insert, delete on analytics.post_impressions to service_role;
grant update (viewer_user_id) on analytics.post_impressions to service_role;  -- to unlink who is erased
grant select, insert         on analytics.post_impressions to showground_definer;
