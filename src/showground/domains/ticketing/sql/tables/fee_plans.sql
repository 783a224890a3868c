-- What the platform takes of a paid ticket: basis points of its price, and a fixed amount per currency beside it.
create table ticketing.fee_plans (
    id          uuid         primary key,
    name        text         not null,
    fee_bps     integer      not null,
    is_default  boolean      not null default false,
    created_at  timestamptz  not null default now(),
    constraint fee_plans_name_unique unique (name),
    constraint fee_plans_within      check (fee_bps between 0 and 5000)
);
create unique index fee_plans_one_default on ticketing.fee_plans (is_default) where is_default;
comment on column ticketing.fee_plans.fee_bps is 'Basis points of the ticket price: 250 is 2.5 %.';

-- access
alter table ticketing.fee_plans enable row level security;

create policy fee_plans_read on ticketing.fee_plans for select to anon, authenticated
    using (true);
create policy fee_plans_serve on ticketing.fee_plans for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.fee_plans to anon, authenticated, showground_definer;
grant select, insert, update on ticketing.fee_plans to service_role;
