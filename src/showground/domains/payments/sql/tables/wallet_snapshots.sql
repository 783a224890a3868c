-- The balance of a wallet from all lines of transactions before `before`; the balance now is the last snapshot plus the lines since.
create table payments.wallet_snapshots (
    wallet_id  uuid             not null,
    before     xid8             not null,
    balance    ref.minor_units  not null,
    taken_at   timestamptz      not null default now(),
    constraint wallet_snapshots_pkey      primary key (wallet_id, before),
    constraint wallet_snapshots_of_wallet foreign key (wallet_id) references payments.org_wallets (id)
);
comment on column payments.wallet_snapshots.before is 'No transaction below it was still running, so no line can appear later in what was summed.';

-- access
alter table payments.wallet_snapshots enable row level security;

create policy wallet_snapshots_read on payments.wallet_snapshots for select to authenticated
    using (wallet_id in (select w.id from payments.org_wallets w));
create policy wallet_snapshots_serve on payments.wallet_snapshots for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on payments.wallet_snapshots to authenticated, showground_definer;
grant select, insert, delete on payments.wallet_snapshots to service_role;
