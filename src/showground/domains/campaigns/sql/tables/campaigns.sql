-- What an organization pays to have promoted: an event, or itself. Spending never passes the budget; only the service spends.
create table campaigns.campaigns (
    id               uuid                          primary key,
    org_id           uuid                          not null,
    target_event_id  uuid,
    created_by       uuid                          not null,
    name             text                          not null,
    objective        campaigns.campaign_objective  not null default 'event_promotion',
    status           campaigns.campaign_status     not null default 'draft',
    currency_code    text                          not null,
    budget_amount    ref.minor_units               not null,
    spent_amount     ref.minor_units               not null default 0,
    starts_at        timestamptz                   not null,
    ends_at          timestamptz                   not null,
    created_at       timestamptz                   not null default now(),
    constraint campaigns_of_one_org    unique (id, org_id),
    constraint campaigns_named         check (name <> '' and length(name) <= 120),
    constraint campaigns_in_order      check (ends_at > starts_at),
    constraint campaigns_budget        check (budget_amount > 0),
    constraint campaigns_within_budget check (spent_amount between 0 and budget_amount),
    constraint campaigns_unspent       check (spent_amount = 0 or status not in ('draft', 'scheduled')),
    constraint campaigns_of_org        foreign key (org_id) references organizations.organizations (id),
    constraint campaigns_for_event     foreign key (target_event_id) references events.events (id),
    constraint campaigns_by            foreign key (created_by) references users.user_profiles (user_id),
    constraint campaigns_currency      foreign key (currency_code) references ref.currencies (code)
);
create index campaigns_by_org on campaigns.campaigns (org_id, starts_at desc, id);
create index campaigns_by_event on campaigns.campaigns (target_event_id) where target_event_id is not null;
create index campaigns_by_founder on campaigns.campaigns (created_by);
create index campaigns_by_currency on campaigns.campaigns (currency_code);
create index campaigns_running on campaigns.campaigns (ends_at) where status = 'active';
comment on column campaigns.campaigns.target_event_id is 'The event that is promoted, the organization''s own or another''s; null: the organization itself.';
comment on column campaigns.campaigns.spent_amount is 'What impressions and clicks have cost so far.';

-- access
alter table campaigns.campaigns enable row level security;

create policy campaigns_read on campaigns.campaigns for select to authenticated
    using (org_id in (select organizations.ids_of_caller()));
create policy campaigns_add on campaigns.campaigns for insert to authenticated
    with check (org_id in (select organizations.ids_of_caller('editor')) and created_by = (select auth.uid())
                and (target_event_id is null or events.shown_to_caller(target_event_id)));
create policy campaigns_edit on campaigns.campaigns for update to authenticated
    using (status = 'draft' and org_id in (select organizations.ids_of_caller('editor')))
    with check (status = 'draft' and org_id in (select organizations.ids_of_caller('editor'))
                and (target_event_id is null or events.shown_to_caller(target_event_id)));
create policy campaigns_serve on campaigns.campaigns for all to service_role, showground_definer
    using (true) with check (true);

grant select on campaigns.campaigns to authenticated, showground_definer;
grant insert (id, org_id, target_event_id, created_by, name, objective, currency_code, budget_amount, starts_at, ends_at)
      on campaigns.campaigns to authenticated;
grant update (target_event_id, name, objective, currency_code, budget_amount, starts_at, ends_at) on campaigns.campaigns to authenticated;
grant select, insert, update on campaigns.campaigns to service_role;
