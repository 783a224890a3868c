-- The people that session tokens stand for; no row for one that is unknown, expired, revoked or of a disabled account.
create function users.people_of_sessions(token_hashes bytea[])
    returns table (user_id uuid, display_name text, handle text, is_operator boolean, session_id uuid, expires_at timestamptz,
                   avatar_key text, token_hash bytea)
    language sql stable security definer
    set search_path = ''
begin atomic
    select p.user_id, p.display_name, p.handle, a.is_operator, s.id, s.expires_at, p.avatar_key, s.token_hash
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

-- The person as whom an operator acts; no row unless his own session is open, he still runs the platform and the other does not.
create function users.person_acted_as(session_hash bytea, acting_hash bytea)
    returns table (user_id uuid, display_name text, handle text, impersonation_id uuid, expires_at timestamptz, operator_id uuid,
                   avatar_key text)
    language sql stable security definer
    set search_path = ''
begin atomic
    select p.user_id, p.display_name, p.handle, i.id, i.expires_at, i.operator_id, p.avatar_key
      from users.impersonations i
      join users.sessions s on s.user_id = i.operator_id
      join users.accounts o on o.user_id = i.operator_id
      join users.accounts a on a.user_id = i.user_id
      join users.user_profiles p on p.user_id = i.user_id
     where i.token_hash = $2 and i.expires_at > now() and i.ended_at is null
       and s.token_hash = $1 and s.expires_at > now() and s.revoked_at is null
       and o.is_operator and o.disabled_at is null
       and not a.is_operator and a.disabled_at is null and p.erased_at is null;
end;
comment on function users.person_acted_as is 'gate: resolves an operator acting as somebody before there is an identity';

-- Whoever acts as another changes nothing that lets people in or says where to reach them.
create function users.refuse_while_acted() returns trigger
    language plpgsql security definer
    set search_path = ''
as $$
begin
    if showground.claim('operator') is not null then
        raise exception 'an operator acts as somebody' using errcode = 'SG010';
    end if;
    return null;
end $$;

-- Whether somebody agreed to a purpose and did not take it back since. Nobody did not.
create function users.consents_to(person uuid, wanted text) returns boolean
    language sql stable parallel safe security definer
    set search_path = ''
    return coalesce((select c.given from users.consents c
                      where c.user_id = person and c.purpose = wanted
                      order by c.decided_at desc, c.id desc limit 1), false);
grant execute on function users.consents_to to service_role;
