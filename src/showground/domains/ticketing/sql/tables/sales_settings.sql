-- How an event sells: which fee plan applies, and who pays the fee.
create table ticketing.sales_settings (
    event_id        uuid                 primary key,
    seller_org_id   uuid,
    seller_user_id  uuid,
    fee_plan_id     uuid                 not null,
    fee_payer       ticketing.fee_payer  not null default 'buyer',
    revision        integer              not null default 1,
    constraint sales_settings_of_event    foreign key (event_id) references events.events (id),
    constraint sales_settings_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint sales_settings_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint sales_settings_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint sales_settings_plan        foreign key (fee_plan_id) references ticketing.fee_plans (id)
);
create index sales_settings_by_plan on ticketing.sales_settings (fee_plan_id);

-- access
alter table ticketing.sales_settings enable row level security;

create policy sales_settings_read on ticketing.sales_settings for select to anon, authenticated
    using (events.shown_to_caller(event_id));
create policy sales_settings_serve on ticketing.sales_settings for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.sales_settings to anon, authenticated, showground_definer;
grant select, insert, update on ticketing.sales_settings to service_role;
