-- The organization whose key the caller is, if the key reaches as far as this role: `read` as a viewer, `manage` as an editor, never further.
create function organizations.of_key(at_least organizations.org_role) returns uuid
    language sql stable security definer
    set search_path = ''
begin atomic
    select showground.claim('org')::uuid
     where $1 <= case when showground.claim('scopes')::jsonb ? 'manage' then 'editor'::organizations.org_role
                      when showground.claim('scopes')::jsonb ? 'read' then 'viewer'::organizations.org_role end;
end;
grant execute on function organizations.of_key to anon, authenticated, service_role;

-- The organizations in which the caller has at least this role. One or two rows, so policies hash it for nothing.
create function organizations.ids_of_caller(at_least organizations.org_role default 'viewer') returns setof uuid
    language sql stable security definer
    set search_path = ''
    rows 3
begin atomic
    select m.org_id from organizations.org_memberships m where m.user_id = auth.uid() and m.role >= $1
    union all
    select k.org_id from organizations.of_key($1) as k (org_id) where k.org_id is not null;
end;
grant execute on function organizations.ids_of_caller to anon, authenticated, service_role;

-- An organization without an owner could be managed by nobody. The row lock makes two owners who leave at once wait for each other.
create function organizations.keep_an_owner() returns trigger
    language plpgsql security definer
    set search_path = ''
as $$
begin
    perform 1 from organizations.organizations o where o.id = old.org_id for no key update;
    if found and not exists (select from organizations.org_memberships m where m.org_id = old.org_id and m.role = 'owner') then
        raise exception 'the last owner stays' using errcode = 'SG020';
    end if;
    return null;
end $$;

-- The organization and scopes of one of its API keys; no row when it is unknown, expired or revoked.
create function organizations.owner_of_key(secret_hash bytea) returns table (key_id uuid, org_id uuid, made_by uuid, scopes text[])
    language sql stable security definer
    set search_path = ''
begin atomic
    select k.id, k.org_id, k.made_by, k.scopes
      from organizations.api_keys k
     where k.secret_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end;
comment on function organizations.owner_of_key is 'gate: resolves an API key of an organization before there is an identity';
