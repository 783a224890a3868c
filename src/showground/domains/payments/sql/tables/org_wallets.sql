-- What the platform owes an organization or a person, one wallet per owner and currency.
create table payments.org_wallets (
    id             uuid         primary key,
    org_id         uuid,
    user_id        uuid,
    account_id     bigint       not null,
    currency_code  text         not null,
    created_at     timestamptz  not null default now(),
    constraint org_wallets_one_owner  check (num_nonnulls(org_id, user_id) = 1),
    constraint org_wallets_once       unique nulls not distinct (org_id, user_id, currency_code),
    constraint org_wallets_account    unique (account_id),
    constraint org_wallets_in_account unique (id, account_id, currency_code),
    constraint org_wallets_of_org     foreign key (org_id) references organizations.organizations (id),
    constraint org_wallets_of_user    foreign key (user_id) references users.user_profiles (user_id),
    constraint org_wallets_on_account foreign key (account_id, currency_code) references payments.accounts (id, currency_code),
    constraint org_wallets_currency   foreign key (currency_code) references ref.currencies (code)
);
create index org_wallets_by_user on payments.org_wallets (user_id) where user_id is not null;
create index org_wallets_by_currency on payments.org_wallets (currency_code);

-- access
alter table payments.org_wallets enable row level security;

create policy org_wallets_read on payments.org_wallets for select to authenticated
    using (user_id = (select auth.uid()) or org_id in (select organizations.ids_of_caller('admin')));
create policy org_wallets_serve on payments.org_wallets for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on payments.org_wallets to authenticated;
grant select, insert, update on payments.org_wallets to service_role, showground_definer;    -- update: for row locks
