-- name: person_acted_as
select user_id, display_name, handle, impersonation_id, expires_at, operator_id, avatar_key
  from users.person_acted_as(:session_hash, :acting_hash);

-- name: person_named
-- By handle or address, exactly: an operator looks up whom he was asked about, he does not browse.
select p.user_id, p.handle, p.display_name, c.email, c.email_verified_at is not null, p.created_at, p.erased_at, a.disabled_at, a.is_operator
  from users.user_profiles p
  join users.accounts a on a.user_id = p.user_id
  left join users.contacts c on c.user_id = p.user_id
 where p.handle = lower(:name) or lower(c.email) = lower(:name);

-- name: start
insert into users.impersonations (id, operator_id, user_id, reason, token_hash, expires_at)
values (:id, :operator_id, :user_id, :reason, :token_hash, now() + :lasts::interval);

-- name: end
update users.impersonations set ended_at = now()
 where id = :id and operator_id = :operator_id and ended_at is null;

-- name: of_person
select i.id, o.display_name, i.reason, i.started_at, coalesce(i.ended_at, i.expires_at)
  from users.impersonations i
  join users.user_profiles o on o.user_id = i.operator_id
 where i.user_id = :user_id
 order by i.started_at desc
 limit 50;

-- name: close
-- Never that of an operator.
update users.accounts set disabled_at = now() where user_id = :user_id and not is_operator and disabled_at is null;

-- name: open_again
-- Who was erased stays away.
update users.accounts a set disabled_at = null
  from users.user_profiles p
 where a.user_id = :user_id and p.user_id = a.user_id and p.erased_at is null and a.disabled_at is not null;

-- name: end_sessions
update users.sessions set revoked_at = now() where user_id = :user_id and revoked_at is null and expires_at > now();

-- name: person_by_id
select p.user_id, p.handle, p.display_name, c.email, c.email_verified_at is not null, p.created_at, p.erased_at, a.disabled_at, a.is_operator
  from users.user_profiles p
  join users.accounts a on a.user_id = p.user_id
  left join users.contacts c on c.user_id = p.user_id
 where p.user_id = :user_id;
