-- The statement lines of a wallet. Each is one side of a transfer, tied to it by a key over accounts, currency and amount: they cannot disagree.
create table payments.org_wallet_transactions (
    id                uuid                       primary key,
    wallet_id         uuid                       not null,
    account_id        bigint                     not null,
    kind              payments.wallet_line_kind  not null,
    amount            ref.minor_units            not null,
    currency_code     text                       not null,
    journal_id        uuid                       not null,
    line              smallint                   not null,
    debit_account     bigint                     not null,
    credit_account    bigint                     not null,
    magnitude         ref.minor_units            generated always as (abs(amount::bigint)) stored,
    related_order_id  uuid,
    related_event_id  uuid,
    xact              xid8                       not null default pg_current_xact_id(),
    created_at        timestamptz                not null default now(),
    constraint org_wallet_transactions_signed   check ((amount > 0 and credit_account = account_id) or (amount < 0 and debit_account = account_id)),
    constraint org_wallet_transactions_line     unique (journal_id, line, account_id),
    constraint org_wallet_transactions_of_event check (related_order_id is null or related_event_id is not null),
    constraint org_wallet_transactions_transfer foreign key (journal_id, line, debit_account, credit_account, magnitude)
        references payments.transfers (journal_id, line, debit_account, credit_account, amount),
    constraint org_wallet_transactions_wallet   foreign key (wallet_id, account_id, currency_code)
        references payments.org_wallets (id, account_id, currency_code),
    constraint org_wallet_transactions_in_wallet foreign key (wallet_id) references payments.org_wallets (id),
    constraint org_wallet_transactions_order    foreign key (related_event_id, related_order_id) references ticketing.orders (event_id, id),
    constraint org_wallet_transactions_event    foreign key (related_event_id) references events.events (id),
    constraint org_wallet_transactions_currency foreign key (currency_code) references ref.currencies (code)
);
create index org_wallet_transactions_by_wallet on payments.org_wallet_transactions (wallet_id, created_at desc, id desc);
create index org_wallet_transactions_since on payments.org_wallet_transactions (wallet_id, xact) include (amount);
create index org_wallet_transactions_by_order on payments.org_wallet_transactions (related_order_id) where related_order_id is not null;
create index org_wallet_transactions_by_event on payments.org_wallet_transactions (related_event_id, related_order_id) where related_event_id is not null;
comment on column payments.org_wallet_transactions.amount is 'Signed minor units: above zero the owner gets more, below less.';

-- access
alter table payments.org_wallet_transactions enable row level security;

create policy org_wallet_transactions_read on payments.org_wallet_transactions for select to authenticated
    using (wallet_id in (select w.id from payments.org_wallets w));
create policy org_wallet_transactions_read_all on payments.org_wallet_transactions for select to service_role, showground_definer
    using (true);
create policy org_wallet_transactions_write on payments.org_wallet_transactions for insert to service_role, showground_definer
    with check (true);

grant select         on payments.org_wallet_transactions to authenticated;
grant select, insert on payments.org_wallet_transactions to service_role, showground_definer;
