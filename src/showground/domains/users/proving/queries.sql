-- name: set_verified
update users.contacts set email_verified_at = now() where user_id = :user_id and email_verified_at is null;

-- name: set_wanted_email
update users.contacts set wanted_email = :wanted_email where user_id = :user_id;

-- name: take_wanted_email
-- Only the change that was proved: another may have been asked for meanwhile.
update users.contacts
   set email = wanted_email, wanted_email = null, email_verified_at = now()
 where user_id = :user_id and wanted_email = :wanted_email;

-- name: change_password_hash
-- Touches no row when the password changed meanwhile: a link for a new one works once, also when it is used twice at once.
update users.accounts set password_hash = :password_hash
 where user_id = :user_id and password_hash is not distinct from :known_hash;

-- name: end_other_sessions
update users.sessions set revoked_at = now()
 where user_id = :user_id and revoked_at is null and expires_at > now() and id is distinct from :current::uuid;

-- name: end_api_keys
update users.api_keys set revoked_at = now() where user_id = :user_id and revoked_at is null;

-- name: end_identities
delete from users.identities where user_id = :user_id;

-- name: proved_within
select coalesce(proved_at, created_at) > now() - :within::interval
  from users.sessions
 where id = :id and user_id = :user_id and revoked_at is null;

-- name: set_proved
update users.sessions set proved_at = now() where id = :id and user_id = :user_id and revoked_at is null;
