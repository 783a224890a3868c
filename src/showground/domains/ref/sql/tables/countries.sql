-- Every code of ISO 3166-1, and Kosovo under the code that ISO leaves to its users and that CLDR, GeoNames and banks give it.
create table ref.countries (
    code           text     not null primary key,
    alpha3         text     not null,
    numeric_code   text,
    name           text     not null,
    currency_code  text,
    current        boolean  not null default true,
    constraint countries_alpha3       unique (alpha3),
    constraint countries_numeric_once unique (numeric_code),
    constraint countries_currency     foreign key (currency_code) references ref.currencies (code),
    constraint countries_code_alpha2  check (code ~ '^[A-Z]{2}$'),
    constraint countries_code_alpha3  check (alpha3 ~ '^[A-Z]{3}$'),
    constraint countries_numeric      check (numeric_code ~ '^[0-9]{3}$'),
    constraint countries_named        check (name <> '')
);
create index countries_by_currency on ref.countries (currency_code);
comment on table  ref.countries               is 'ISO 3166-1 countries and XK, loaded from pycountry and CLDR (babel).';
comment on column ref.countries.code          is 'ISO 3166-1 alpha-2 code.';
comment on column ref.countries.alpha3        is 'ISO 3166-1 alpha-3 code.';
comment on column ref.countries.numeric_code  is 'ISO 3166-1 numeric code, with its leading zeros; null for XK, which has none.';
comment on column ref.countries.name          is 'English name as CLDR has it: what people call the country.';
comment on column ref.countries.currency_code is 'Legal tender to offer first, from CLDR; null where there is none (AQ).';
comment on column ref.countries.current       is 'False when a later edition of the source no longer has it; what refers to it stays valid.';

-- access
alter table ref.countries enable row level security;

create policy countries_read  on ref.countries for select to anon, authenticated, showground_definer
    using (true);
create policy countries_serve on ref.countries for all to service_role
    using (true) with check (true);

grant select                         on ref.countries to anon, authenticated, showground_definer;
grant select, insert, update, delete on ref.countries to service_role;
