-- What an event offers its sponsors, in a counted stock: `sold` moves only by guarded updates of the service.
create table sponsorship.sponsorship_packages (
    id              uuid                        primary key,
    event_id        uuid                        not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    sponsor_id      uuid,
    campaign_id     uuid,
    name            text                        not null,
    description     text                        not null default '',
    benefits        text[]                      not null default '{}',
    price_amount    ref.minor_units             not null,
    currency_code   text                        not null,
    inventory       integer                     not null,
    sold            integer                     not null default 0,
    status          sponsorship.package_status  not null default 'draft',
    created_at      timestamptz                 not null default now(),
    constraint sponsorship_packages_in_event       unique (event_id, id),
    constraint sponsorship_packages_in_currency    unique (id, currency_code),
    constraint sponsorship_packages_named          check (name <> '' and length(name) <= 120),
    constraint sponsorship_packages_priced         check (price_amount >= 0),
    constraint sponsorship_packages_never_oversold check (sold >= 0 and sold <= inventory),
    constraint sponsorship_packages_one_seller     check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint sponsorship_packages_of_event       foreign key (event_id) references events.events (id),
    constraint sponsorship_packages_of_org         foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint sponsorship_packages_of_user        foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint sponsorship_packages_for_sponsor    foreign key (sponsor_id) references sponsorship.sponsors (id),
    constraint sponsorship_packages_with_campaign  foreign key (campaign_id) references campaigns.campaigns (id),
    constraint sponsorship_packages_currency       foreign key (currency_code) references ref.currencies (code)
);
create index sponsorship_packages_by_event on sponsorship.sponsorship_packages (event_id);
create index sponsorship_packages_by_org on sponsorship.sponsorship_packages (seller_org_id) where seller_org_id is not null;
create index sponsorship_packages_by_user on sponsorship.sponsorship_packages (seller_user_id) where seller_user_id is not null;
create index sponsorship_packages_by_sponsor on sponsorship.sponsorship_packages (sponsor_id) where sponsor_id is not null;
create index sponsorship_packages_by_campaign on sponsorship.sponsorship_packages (campaign_id) where campaign_id is not null;
create index sponsorship_packages_by_currency on sponsorship.sponsorship_packages (currency_code);
comment on column sponsorship.sponsorship_packages.sponsor_id is 'The only sponsor it is meant for; null: anybody''s.';
comment on column sponsorship.sponsorship_packages.campaign_id is 'The campaign in which its sponsor appears.';

-- access
alter table sponsorship.sponsorship_packages enable row level security;

create policy sponsorship_packages_read_anon on sponsorship.sponsorship_packages for select to anon
    using (status = 'listed' and sponsor_id is null and events.shown_to_caller(event_id));
create policy sponsorship_packages_read on sponsorship.sponsorship_packages for select to authenticated
    using (seller_org_id in (select organizations.ids_of_caller()) or seller_user_id = (select auth.uid())
           or sponsor_id in (select sponsorship.ids_of_caller())
           or (status = 'listed' and sponsor_id is null and events.shown_to_caller(event_id)));
create policy sponsorship_packages_add on sponsorship.sponsorship_packages for insert to authenticated
    with check (seller_org_id in (select organizations.ids_of_caller('editor')) or seller_user_id = (select auth.uid()));
create policy sponsorship_packages_edit on sponsorship.sponsorship_packages for update to authenticated
    using (seller_org_id in (select organizations.ids_of_caller('editor')) or seller_user_id = (select auth.uid()))
    with check (seller_org_id in (select organizations.ids_of_caller('editor')) or seller_user_id = (select auth.uid()));
create policy sponsorship_packages_serve on sponsorship.sponsorship_packages for all to service_role, showground_definer
    using (true) with check (true);

grant select on sponsorship.sponsorship_packages to anon, authenticated, showground_definer;
grant insert (id, event_id, seller_org_id, seller_user_id, name, description, benefits, price_amount, currency_code, inventory, status)
      on sponsorship.sponsorship_packages to authenticated;
grant update (name, description, benefits, price_amount, inventory, status) on sponsorship.sponsorship_packages to authenticated;
grant select, insert, update on sponsorship.sponsorship_packages to service_role;
