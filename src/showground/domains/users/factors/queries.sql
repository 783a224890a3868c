-- name: put_totp
-- A secret that nobody confirmed is replaced; one that counts is not touched.
insert into users.totps (user_id, secret) values (:user_id, :secret)
    on conflict (user_id) do update set secret = excluded.secret, last_step = 0, created_at = now()
 where users.totps.confirmed_at is null;

-- name: totp_of_person
select secret, last_step, confirmed_at is not null as confirmed from users.totps where user_id = :user_id;

-- name: take_step
-- One use per code, also when it comes twice at once.
update users.totps set last_step = :step, confirmed_at = coalesce(confirmed_at, now())
 where user_id = :user_id and last_step < :step;

-- name: remove_totp
delete from users.totps where user_id = :user_id;

-- name: add_recovery_codes
insert into users.recovery_codes (id, user_id, code_hash)
select n.id, :user_id, n.code_hash from unnest(:ids::uuid[], :hashes::bytea[]) as n (id, code_hash);

-- name: use_recovery_code
update users.recovery_codes set used_at = now() where user_id = :user_id and code_hash = :code_hash and used_at is null;

-- name: remove_recovery_codes
delete from users.recovery_codes where user_id = :user_id;

-- name: recovery_codes_left
select count(*) from users.recovery_codes where user_id = :user_id and used_at is null;

-- name: begin_ceremony
insert into users.ceremonies (id, kind, token_hash, user_id, challenge, expires_at)
values (:id, :kind, :token_hash, :user_id, :challenge, now() + :lasts::interval);

-- name: open_ceremony
select c.user_id, c.challenge
  from users.ceremonies c
  left join users.accounts a on a.user_id = c.user_id
 where c.token_hash = :token_hash and c.kind = :kind and c.expires_at > now() and a.disabled_at is null;

-- name: finish_ceremony
-- Once, also when it is finished twice at once.
delete from users.ceremonies where token_hash = :token_hash and kind = :kind and expires_at > now();

-- name: forget_ceremonies
delete from users.ceremonies where expires_at < now();
