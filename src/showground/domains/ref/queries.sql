-- name: load_currencies
-- Writes only rows that differ, so that loading twice touches nothing; codes the source dropped stay, marked.
with loaded as (
    insert into ref.currencies as known (code, name, numeric_code, exponent, tender)
    select code, name, numeric_code, exponent, tender
      from unnest(:codes::text[], :names::text[], :numeric_codes::text[], :exponents::smallint[], :tenders::boolean[])
        as told (code, name, numeric_code, exponent, tender)
        on conflict (code) do update
       set name = excluded.name, numeric_code = excluded.numeric_code, exponent = excluded.exponent, tender = excluded.tender, current = true
     where (known.name, known.numeric_code, known.exponent, known.tender, known.current)
           is distinct from (excluded.name, excluded.numeric_code, excluded.exponent, excluded.tender, true)
    returning 1
), retired as (
    update ref.currencies set current = false where current and code <> all(:codes::text[]) returning 1
)
select (select count(*) from loaded) + (select count(*) from retired) as touched;

-- name: load_countries
with loaded as (
    insert into ref.countries as known (code, alpha3, numeric_code, name, currency_code)
    select code, alpha3, numeric_code, name, currency_code
      from unnest(:codes::text[], :alpha3s::text[], :numeric_codes::text[], :names::text[], :currency_codes::text[])
        as told (code, alpha3, numeric_code, name, currency_code)
        on conflict (code) do update
       set alpha3 = excluded.alpha3, numeric_code = excluded.numeric_code, name = excluded.name,
           currency_code = excluded.currency_code, current = true
     where (known.alpha3, known.numeric_code, known.name, known.currency_code, known.current)
           is distinct from (excluded.alpha3, excluded.numeric_code, excluded.name, excluded.currency_code, true)
    returning 1
), retired as (
    update ref.countries set current = false where current and code <> all(:codes::text[]) returning 1
)
select (select count(*) from loaded) + (select count(*) from retired) as touched;

-- name: load_industries
with loaded as (
    insert into ref.industries as known (code, name, parent_code)
    select code, name, parent_code
      from unnest(:codes::text[], :names::text[], :parent_codes::text[]) as told (code, name, parent_code)
        on conflict (code) do update
       set name = excluded.name, parent_code = excluded.parent_code, current = true
     where (known.name, known.parent_code, known.current) is distinct from (excluded.name, excluded.parent_code, true)
    returning 1
), retired as (
    update ref.industries set current = false where current and code <> all(:codes::text[]) returning 1
)
select (select count(*) from loaded) + (select count(*) from retired) as touched;

-- name: load_timezones
with loaded as (
    insert into ref.timezones as known (name, canonical, canonical_name, country_code)
    select name, canonical, canonical_name, country_code
      from unnest(:names::text[], :canonicals::boolean[], :canonical_names::text[], :country_codes::text[])
        as told (name, canonical, canonical_name, country_code)
        on conflict (name) do update
       set canonical = excluded.canonical, canonical_name = excluded.canonical_name, country_code = excluded.country_code, current = true
     where (known.canonical, known.canonical_name, known.country_code, known.current)
           is distinct from (excluded.canonical, excluded.canonical_name, excluded.country_code, true)
    returning 1
), retired as (
    update ref.timezones set current = false where current and name <> all(:names::text[]) returning 1
)
select (select count(*) from loaded) + (select count(*) from retired) as touched;

-- name: currencies
-- The whole list: filters belong to whoever shows it.
select code, name, numeric_code, exponent, tender from ref.currencies order by code;

-- name: countries
select code, alpha3, numeric_code, name, currency_code from ref.countries order by code;

-- name: industries
select code, name, parent_code from ref.industries order by code;

-- name: timezones
select name, canonical, canonical_name, country_code from ref.timezones order by name;
