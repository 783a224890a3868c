-- Each time an ad was shown to somebody, by month. The campaign's organization reads them, without the viewer.
create table analytics.ad_impressions (
    id              uuid                    not null,
    created_at      timestamptz             not null default now(),
    campaign_id     uuid                    not null,
    ad_id           uuid                    not null,
    org_id          uuid                    not null,
    viewer_user_id  uuid,
    placement       campaigns.ad_placement  not null,
    viewable        boolean                 not null,
    constraint ad_impressions_pkey        primary key (id, created_at),
    constraint ad_impressions_of_campaign foreign key (campaign_id) references campaigns.campaigns (id),
    constraint ad_impressions_of_ad       foreign key (ad_id) references campaigns.campaign_ads (id),
    constraint ad_impressions_of_org      foreign key (ad_id, campaign_id, org_id) references campaigns.campaign_ads (id, campaign_id, org_id),
    constraint ad_impressions_by          foreign key (viewer_user_id) references users.user_profiles (user_id)
) partition by range (created_at);
create index ad_impressions_by_campaign on analytics.ad_impressions (campaign_id, created_at);
create index ad_impressions_by_ad on analytics.ad_impressions (ad_id, campaign_id, org_id);
create index ad_impressions_by_viewer on analytics.ad_impressions (viewer_user_id, created_at) where viewer_user_id is not null;
comment on column analytics.ad_impressions.viewable is 'At least half of it was in view for a second: what is billed.';

create table analytics.ad_impressions_default partition of analytics.ad_impressions default;
alter table analytics.ad_impressions_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);

-- access
alter table analytics.ad_impressions enable row level security;

create policy ad_impressions_read on analytics.ad_impressions for select to authenticated
    using (org_id in (select organizations.ids_of_caller()));
create policy ad_impressions_serve on analytics.ad_impressions for all to service_role, showground_definer
    using (true) with check (true);

grant select (id, created_at, campaign_id, ad_id, org_id, placement, viewable) on analytics.ad_impressions to authenticated;
grant select, insert, delete on analytics.ad_impressions to service_role;
grant update (viewer_user_id) on analytics.ad_impressions to service_role;  -- to unlink who is erased
grant select                 on analytics.ad_impressions to showground_definer;
