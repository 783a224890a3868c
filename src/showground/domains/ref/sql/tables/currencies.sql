-- Every code of ISO 4217, list one. An amount of 1,050 is 10.50 EUR (exponent 2), 1,050 JPY (0) and 1.050 KWD (3).
create table ref.currencies (
    code          text      not null primary key,
    name          text      not null,
    numeric_code  text      not null,
    exponent      smallint  not null,
    tender        boolean   not null,
    current       boolean   not null default true,
    constraint currencies_code_alpha3  check (code ~ '^[A-Z]{3}$'),
    constraint currencies_numeric      check (numeric_code ~ '^[0-9]{3}$'),
    constraint currencies_exponent     check (exponent between 0 and 4),
    constraint currencies_named        check (name <> '')
);
comment on table  ref.currencies              is 'ISO 4217 currencies and funds, loaded from pycountry and iso4217.';
comment on column ref.currencies.code         is 'ISO 4217 alphabetic code.';
comment on column ref.currencies.numeric_code is 'ISO 4217 numeric code, with its leading zeros.';
comment on column ref.currencies.exponent     is 'Decimal places of the minor unit; 0 too where ISO defines none (gold, drawing rights, test codes).';
comment on column ref.currencies.tender       is 'Whether some country uses it as money today; the others are metals, funds and codes for tests.';
comment on column ref.currencies.current      is 'False when a later edition of the source no longer has it; what refers to it stays valid.';

-- access
alter table ref.currencies enable row level security;

create policy currencies_read  on ref.currencies for select to anon, authenticated, showground_definer
    using (true);
create policy currencies_serve on ref.currencies for all to service_role
    using (true) with check (true);

grant select                         on ref.currencies to anon, authenticated, showground_definer;
grant select, insert, update, delete on ref.currencies to service_role;
