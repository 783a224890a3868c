-- The person a session token stands for; no row when it is unknown, expired, revoked or its account disabled.
create function users.person_of_session(token_hash bytea)
    returns table (user_id uuid, display_name text, handle text, is_operator boolean, session_id uuid, expires_at timestamptz)
    language sql stable security definer
    set search_path = ''
begin atomic
    select p.user_id, p.display_name, p.handle, a.is_operator, s.id, s.expires_at
      from users.sessions s
      join users.accounts a on a.user_id = s.user_id
      join users.user_profiles p on p.user_id = s.user_id
     where s.token_hash = $1 and s.expires_at > now() and s.revoked_at is null
       and a.disabled_at is null and p.erased_at is null;
end;
comment on function users.person_of_session is 'gate: resolves a session token before there is an identity';

-- The owner and scopes of an API key; no row when it is unknown, expired or revoked.
create function users.owner_of_key(secret_hash bytea) returns table (key_id uuid, user_id uuid, scopes text[])
    language sql stable security definer
    set search_path = ''
begin atomic
    select k.id, k.user_id, k.scopes
      from users.api_keys k
      join users.accounts a on a.user_id = k.user_id
     where k.secret_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
       and a.disabled_at is null;
end;
comment on function users.owner_of_key is 'gate: resolves an API key before there is an identity';

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
