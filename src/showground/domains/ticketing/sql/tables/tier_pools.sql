-- Which pools a ticket of a tier takes a place in: one from each.
create table ticketing.tier_pools (
    event_id  uuid  not null,
    tier_id   uuid  not null,
    pool_id   uuid  not null,
    constraint tier_pools_pkey    primary key (tier_id, pool_id),
    constraint tier_pools_of_tier foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id) on delete cascade,
    constraint tier_pools_of_pool foreign key (event_id, pool_id) references ticketing.pools (event_id, id)
);
create index tier_pools_by_pool on ticketing.tier_pools (event_id, pool_id);
create index tier_pools_by_event on ticketing.tier_pools (event_id, tier_id);

-- access
alter table ticketing.tier_pools enable row level security;

create policy tier_pools_read on ticketing.tier_pools for select to anon, authenticated
    using (events.shown_to_caller(event_id));
create policy tier_pools_serve on ticketing.tier_pools for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.tier_pools to anon, authenticated, showground_definer;
grant select, insert, delete on ticketing.tier_pools to service_role;
