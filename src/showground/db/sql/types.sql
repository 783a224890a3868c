-- auth.uid() stands where PostgREST and Supabase have it, so that the same policies hold there; never replaced when it exists.
create schema if not exists auth;
grant usage on schema auth to anon, authenticated, service_role, showground_definer;
do $$
begin
    if to_regprocedure('auth.uid()') is null then
        create function auth.uid() returns uuid
            language sql stable parallel safe
            set search_path = ''
            return (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid;
        comment on function auth.uid() is 'The person who acts, from the claims of this transaction; null for nobody.';
    end if;
end $$;

-- What the secrets box shut: version, id of the master key, purpose, nonce, ciphertext. A new master key is put under every column of this type.
create domain showground.sealed as bytea;
