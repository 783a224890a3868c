-- A ledger line moves an amount from one account to another in one currency: it balances by construction.
create table payments.transfers (
    journal_id      uuid             not null,
    line            smallint         not null,
    xact            xid8             not null default pg_current_xact_id(),
    debit_account   bigint           not null,
    credit_account  bigint           not null,
    currency_code   text             not null,
    amount          ref.minor_units  not null,
    constraint transfers_pkey       primary key (journal_id, line),
    constraint transfers_whole      unique (journal_id, line, debit_account, credit_account, amount),
    constraint transfers_positive   check (amount > 0 and debit_account <> credit_account),
    constraint transfers_of_journal foreign key (journal_id, xact) references payments.journals (id, xact),
    constraint transfers_debit      foreign key (debit_account, currency_code) references payments.accounts (id, currency_code),
    constraint transfers_credit     foreign key (credit_account, currency_code) references payments.accounts (id, currency_code)
);
create index transfers_by_debit on payments.transfers (debit_account);
create index transfers_by_credit on payments.transfers (credit_account);

-- access
alter table payments.transfers enable row level security;

create policy transfers_read on payments.transfers for select to service_role, showground_definer
    using (true);
create policy transfers_write on payments.transfers for insert to service_role, showground_definer
    with check (true);

grant select, insert on payments.transfers to service_role, showground_definer;
