-- A negotiation between a sponsor and the seller of a package; one alive at a time.
create table sponsorship.proposal_threads (
    id              uuid                       primary key,
    event_id        uuid                       not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    package_id      uuid                       not null,
    sponsor_id      uuid                       not null,
    created_by      uuid                       not null,
    currency_code   text                       not null,
    status          sponsorship.thread_status  not null default 'draft',
    created_at      timestamptz                not null default now(),
    closed_at       timestamptz,
    constraint proposal_threads_in_currency unique (id, currency_code),
    constraint proposal_threads_closed      check ((status in ('draft', 'sent', 'countered')) = (closed_at is null)),
    constraint proposal_threads_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint proposal_threads_of_event    foreign key (event_id) references events.events (id),
    constraint proposal_threads_of_org      foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint proposal_threads_of_user     foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint proposal_threads_of_package  foreign key (package_id) references sponsorship.sponsorship_packages (id),
    constraint proposal_threads_same_event  foreign key (event_id, package_id) references sponsorship.sponsorship_packages (event_id, id),
    constraint proposal_threads_currency    foreign key (package_id, currency_code)
                                            references sponsorship.sponsorship_packages (id, currency_code),
    constraint proposal_threads_of_sponsor  foreign key (sponsor_id) references sponsorship.sponsors (id),
    constraint proposal_threads_by          foreign key (created_by) references users.user_profiles (user_id)
);
create unique index proposal_threads_one_alive on sponsorship.proposal_threads (sponsor_id, package_id)
    where status in ('draft', 'sent', 'countered');
create index proposal_threads_by_event on sponsorship.proposal_threads (event_id, package_id);
create index proposal_threads_by_package on sponsorship.proposal_threads (package_id, currency_code);
create index proposal_threads_by_sponsor on sponsorship.proposal_threads (sponsor_id, created_at desc);
create index proposal_threads_by_org on sponsorship.proposal_threads (seller_org_id) where seller_org_id is not null;
create index proposal_threads_by_user on sponsorship.proposal_threads (seller_user_id) where seller_user_id is not null;
create index proposal_threads_by_founder on sponsorship.proposal_threads (created_by);

-- access
alter table sponsorship.proposal_threads enable row level security;

create policy proposal_threads_read on sponsorship.proposal_threads for select to authenticated
    using (sponsor_id in (select sponsorship.ids_of_caller())
           or (status <> 'draft' and (seller_org_id in (select organizations.ids_of_caller()) or seller_user_id = (select auth.uid()))));
create policy proposal_threads_open on sponsorship.proposal_threads for insert to authenticated
    with check (created_by = (select auth.uid()) and sponsor_id in (select sponsorship.ids_of_caller('editor'))
                and sponsorship.package_open_to_caller(package_id, sponsor_id));
create policy proposal_threads_serve on sponsorship.proposal_threads for all to service_role, showground_definer
    using (true) with check (true);

grant select on sponsorship.proposal_threads to authenticated, showground_definer;
grant insert (id, event_id, seller_org_id, seller_user_id, package_id, sponsor_id, created_by, currency_code)
      on sponsorship.proposal_threads to authenticated;
grant select, insert, update on sponsorship.proposal_threads to service_role;
