-- The fixed part of a fee plan in a currency. A currency without a row has none.
create table ticketing.fee_plan_amounts (
    plan_id        uuid             not null,
    currency_code  text             not null,
    fixed_amount   ref.minor_units  not null,
    constraint fee_plan_amounts_pkey     primary key (plan_id, currency_code),
    constraint fee_plan_amounts_positive check (fixed_amount >= 0),
    constraint fee_plan_amounts_of_plan  foreign key (plan_id) references ticketing.fee_plans (id) on delete cascade,
    constraint fee_plan_amounts_currency foreign key (currency_code) references ref.currencies (code)
);
create index fee_plan_amounts_by_currency on ticketing.fee_plan_amounts (currency_code);

-- access
alter table ticketing.fee_plan_amounts enable row level security;

create policy fee_plan_amounts_read on ticketing.fee_plan_amounts for select to anon, authenticated
    using (true);
create policy fee_plan_amounts_serve on ticketing.fee_plan_amounts for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on ticketing.fee_plan_amounts to anon, authenticated, showground_definer;
grant select, insert, update on ticketing.fee_plan_amounts to service_role;
