-- Roles and the words that policies use. Runs first, as a login with CREATEROLE; creates what is absent and alters nothing that exists.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['anon', 'authenticated', 'service_role', 'showground_definer'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
            execute format('create role %I nologin noinherit', wanted);
        end if;
    end loop;
end $$;

-- The owner may become the definer to create its functions, but never acts with its rights unasked.
do $$
begin
    if not pg_catalog.pg_has_role('showground_owner', 'showground_definer', 'set') then
        grant showground_definer to showground_owner with inherit false, set true;
    end if;
end $$;
