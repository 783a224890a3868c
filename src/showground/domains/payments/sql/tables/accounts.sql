-- Accounts of the ledger. A wallet belongs to a person or an organization, the others to the platform: one of a kind, owner and currency.
create table payments.accounts (
    id             bigint                 generated always as identity primary key,
    kind           payments.account_kind  not null,
    currency_code  text                   not null,
    org_id         uuid,
    user_id        uuid,
    constraint accounts_one_of_a_kind unique nulls not distinct (kind, currency_code, org_id, user_id),
    constraint accounts_in_currency   unique (id, currency_code),
    constraint accounts_owned         check (num_nonnulls(org_id, user_id) = case when kind = 'wallet' then 1 else 0 end),
    constraint accounts_currency      foreign key (currency_code) references ref.currencies (code),
    constraint accounts_of_org        foreign key (org_id) references organizations.organizations (id),
    constraint accounts_of_user       foreign key (user_id) references users.user_profiles (user_id)
);
create index accounts_by_org on payments.accounts (org_id) where org_id is not null;
create index accounts_by_user on payments.accounts (user_id) where user_id is not null;
create index accounts_by_currency on payments.accounts (currency_code);

-- access
alter table payments.accounts enable row level security;

create policy accounts_serve on payments.accounts for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert on payments.accounts to service_role, showground_definer;
