-- Where an organization's or a person's money is paid out to.
create table payments.payout_accounts (
    id               uuid               primary key,
    org_id           uuid,
    user_id          uuid,
    provider         payments.provider  not null,
    provider_ref     text               not null,
    label            text               not null,
    payouts_enabled  boolean            not null default false,
    created_at       timestamptz        not null default now(),
    constraint payout_accounts_one_owner check (num_nonnulls(org_id, user_id) = 1),
    constraint payout_accounts_ref_once  unique (provider, provider_ref),
    constraint payout_accounts_labelled  check (label <> ''),
    constraint payout_accounts_of_org    foreign key (org_id) references organizations.organizations (id),
    constraint payout_accounts_of_user   foreign key (user_id) references users.user_profiles (user_id)
);
create index payout_accounts_by_org on payments.payout_accounts (org_id) where org_id is not null;
create index payout_accounts_by_user on payments.payout_accounts (user_id) where user_id is not null;

-- access
alter table payments.payout_accounts enable row level security;

create policy payout_accounts_read on payments.payout_accounts for select to authenticated
    using (user_id = (select auth.uid()) or org_id in (select organizations.ids_of_caller('admin')));
create policy payout_accounts_serve on payments.payout_accounts for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on payments.payout_accounts to authenticated;
grant select, insert, update, delete on payments.payout_accounts to service_role;
