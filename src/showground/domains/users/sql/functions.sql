-- The people that session tokens stand for; no row for one that is unknown, expired, revoked or of a disabled account.
create function users.people_of_sessions(token_hashes bytea[])
    returns table (user_id uuid, display_name text, handle text, is_operator boolean, session_id uuid, expires_at timestamptz,
                   token_hash bytea)
    language sql stable security definer
    set search_path = ''
begin atomic
    select p.user_id, p.display_name, p.handle, a.is_operator, s.id, s.expires_at, s.token_hash
      from users.sessions s
      join users.accounts a on a.user_id = s.user_id
      join users.user_profiles p on p.user_id = s.user_id
     where s.token_hash = any ($1) and s.expires_at > now() and s.revoked_at is null
       and a.disabled_at is null and p.erased_at is null;
end;
comment on function users.people_of_sessions is 'gate: resolves session tokens before there is an identity';

-- The owners and scopes of API keys; no row for one that is unknown, expired or revoked.
create function users.owners_of_keys(secret_hashes bytea[])
    returns table (key_id uuid, user_id uuid, scopes text[], secret_hash bytea)
    language sql stable security definer
    set search_path = ''
begin atomic
    select k.id, k.user_id, k.scopes, k.secret_hash
      from users.api_keys k
      join users.accounts a on a.user_id = k.user_id
     where k.secret_hash = any ($1) and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
       and a.disabled_at is null;
end;
comment on function users.owners_of_keys is 'gate: resolves API keys before there is an identity';

-- Whether a person may add this follow: a private person is asked first, everything else is followed at once.
-- Existence of the target is the foreign key's business; organizations and events stand above this domain.
create function users.follow_is_allowed(target_type users.follow_target, target_id uuid, status users.follow_status) returns boolean
    language sql stable security definer
    set search_path = ''
begin atomic
    select case when $1 <> 'user' then $3 = 'accepted'
                else exists (select from users.user_profiles p
                              where p.user_id = $2 and p.erased_at is null
                                and $3 = case when p.is_private then 'pending'::users.follow_status else 'accepted' end)
           end;
end;
grant execute on function users.follow_is_allowed to authenticated;
