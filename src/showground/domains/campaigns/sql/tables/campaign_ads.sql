-- What people get to see of a campaign. Carries its organization, so that whoever reads ads or their figures is tested on the row.
create table campaigns.campaign_ads (
    id           uuid                    primary key,
    campaign_id  uuid                    not null,
    org_id       uuid                    not null,
    placement    campaigns.ad_placement  not null default 'feed',
    status       campaigns.ad_status     not null default 'draft',
    headline     text                    not null,
    body         text                    not null default '',
    image_url    text,
    target_url   text,
    created_at   timestamptz             not null default now(),
    constraint campaign_ads_in_campaign unique (id, campaign_id, org_id),
    constraint campaign_ads_headed      check (headline <> '' and length(headline) <= 120),
    constraint campaign_ads_body_short  check (length(body) <= 600),
    constraint campaign_ads_image_web   check (image_url ~ '^(https?:/)?/'),
    constraint campaign_ads_target_web  check (target_url ~ '^https?://'),
    constraint campaign_ads_of_campaign foreign key (campaign_id) references campaigns.campaigns (id),
    constraint campaign_ads_of_org      foreign key (campaign_id, org_id) references campaigns.campaigns (id, org_id)
);
create index campaign_ads_by_campaign on campaigns.campaign_ads (campaign_id, org_id);
create index campaign_ads_by_org on campaigns.campaign_ads (org_id);
comment on column campaigns.campaign_ads.target_url is 'Where a click leads; null: the page of the campaign''s event.';

-- access
alter table campaigns.campaign_ads enable row level security;

create policy campaign_ads_read on campaigns.campaign_ads for select to authenticated
    using (org_id in (select organizations.ids_of_caller()));
create policy campaign_ads_add on campaigns.campaign_ads for insert to authenticated
    with check (status = 'draft' and org_id in (select organizations.ids_of_caller('editor')));
create policy campaign_ads_edit on campaigns.campaign_ads for update to authenticated
    using (status = 'draft' and org_id in (select organizations.ids_of_caller('editor')))
    with check (status = 'draft' and org_id in (select organizations.ids_of_caller('editor')));
create policy campaign_ads_serve on campaigns.campaign_ads for all to service_role, showground_definer
    using (true) with check (true);

grant select on campaigns.campaign_ads to authenticated, showground_definer;
grant insert (id, campaign_id, org_id, placement, headline, body, image_url, target_url) on campaigns.campaign_ads to authenticated;
grant update (placement, headline, body, image_url, target_url) on campaigns.campaign_ads to authenticated;
grant select, insert, update on campaigns.campaign_ads to service_role;
