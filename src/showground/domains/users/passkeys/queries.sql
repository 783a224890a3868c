-- name: add_passkey
insert into users.passkeys (id, user_id, credential_id, public_key, sign_count, transports, name)
values (:id, :user_id, :credential_id, :public_key, :sign_count, :transports, :name)
returning id, name, created_at, used_at;

-- name: passkeys_of_person
select id, name, created_at, used_at from users.passkeys where user_id = :user_id order by created_at desc, id desc;

-- name: credentials_of_person
select credential_id, transports from users.passkeys where user_id = :user_id;

-- name: passkey_of_credential
-- Locked, so that a counter that two answers carry at once is compared with the newer one.
select k.id, k.user_id, k.public_key, k.sign_count
  from users.passkeys k
  join users.accounts a on a.user_id = k.user_id
  join users.user_profiles p on p.user_id = k.user_id
 where k.credential_id = :credential_id and a.disabled_at is null and p.erased_at is null
   for update of k;

-- name: passkey_used
update users.passkeys set sign_count = :sign_count, used_at = now() where id = :id;

-- name: rename_passkey
update users.passkeys set name = :name where id = :id and user_id = :user_id;

-- name: remove_passkey
delete from users.passkeys where id = :id and user_id = :user_id;

-- name: remove_all
delete from users.passkeys where user_id = :user_id;
