-- name: people_of_sessions
select user_id, display_name as name, handle, is_operator, session_id, expires_at, avatar_key, token_hash
  from users.people_of_sessions(:token_hashes);

-- name: owners_of_keys
select key_id, user_id, scopes, secret_hash from users.owners_of_keys(:secret_hashes);

-- name: add_profile
-- Touches no row when the handle is taken, so that another can be tried in the same transaction.
insert into users.user_profiles (user_id, handle, display_name)
values (:user_id, :handle, :display_name)
    on conflict (handle) do nothing;

-- name: add_contact
insert into users.contacts (user_id, email, language) values (:user_id, :email, :language);

-- name: set_language
update users.contacts set language = :language where user_id = :user_id;

-- name: add_account
insert into users.accounts (user_id, password_hash) values (:user_id, :password_hash);

-- name: credentials_of_email
select a.user_id, a.password_hash,
       exists (select from users.totps t where t.user_id = a.user_id and t.confirmed_at is not null) as has_second_step
  from users.contacts c
  join users.accounts a on a.user_id = c.user_id
  join users.user_profiles p on p.user_id = c.user_id
 where lower(c.email) = lower(:email) and a.disabled_at is null and p.erased_at is null;

-- name: set_password_hash
update users.accounts set password_hash = :password_hash where user_id = :user_id;

-- name: lock_account
-- Two who take ways in away at once wait for each other. What there is is counted after that, by another statement, which sees it.
select 1 from users.accounts where user_id = :user_id for update;

-- name: ways_in
-- How many there are: a password, accounts elsewhere, passkeys. A code is none: it comes after one of these.
select (a.password_hash is not null)::integer
       + (select count(*) from users.identities i where i.user_id = a.user_id)::integer
       + (select count(*) from users.passkeys k where k.user_id = a.user_id)::integer
  from users.accounts a
 where a.user_id = :user_id;

-- name: set_operator
update users.accounts set is_operator = :is_operator where user_id = :user_id;

-- name: person_of_email
select user_id from users.contacts where lower(email) = lower(:email);

-- name: reach_of_account
-- Whom a letter about an account goes to. A closed or erased account gets none.
select p.display_name, c.email, c.email_verified_at is not null, c.wanted_email, a.password_hash, coalesce(c.language, 'en')
  from users.accounts a
  join users.contacts c on c.user_id = a.user_id
  join users.user_profiles p on p.user_id = a.user_id
 where a.user_id = :user_id and a.disabled_at is null and p.erased_at is null;

-- name: add_session
insert into users.sessions (id, user_id, token_hash, user_agent, expires_at)
values (:id, :user_id, :token_hash, :user_agent, now() + :lasts::interval)
returning (select c.language from users.contacts c where c.user_id = sessions.user_id);

-- name: renew_session
update users.sessions set expires_at = now() + :lasts::interval where id = :id and revoked_at is null;

-- name: end_session
update users.sessions set revoked_at = now() where id = :id and user_id = :user_id and revoked_at is null;

-- name: sessions_of_person
select id, user_agent, created_at, expires_at, id is not distinct from :current::uuid as is_current
  from users.sessions
 where user_id = :user_id and revoked_at is null and expires_at > now()
 order by created_at desc, id desc
 limit 200;

-- name: me
select p.user_id, p.handle, p.display_name, c.email, c.email_verified_at is not null as email_verified, c.wanted_email, p.bio, p.avatar_key, p.country_code,
       p.timezone, p.is_private, c.language, p.created_at
  from users.user_profiles p
  join users.contacts c on c.user_id = p.user_id
 where p.user_id = (select auth.uid());

-- name: edit_profile
update users.user_profiles
   set handle = :handle, display_name = :display_name, bio = :bio, country_code = :country_code, timezone = :timezone,
       is_private = :is_private
 where user_id = (select auth.uid());

-- name: person_by_handle
select user_id, handle, display_name, avatar_key, is_private, bio, country_code
  from users.user_profiles
 where handle = :handle and erased_at is null;

-- name: user_id_of_handle
select user_id from users.user_profiles where handle = :handle and erased_at is null;

-- name: followers_count
select count(*) from users.follows where target_type = :target_type and target_id = :target_id and status = 'accepted';

-- name: add_api_key
insert into users.api_keys (id, user_id, name, scopes, secret_hash, expires_at)
values (:id, :user_id, :name, :scopes, :secret_hash, now() + :lasts::interval)
returning id, name, scopes, created_at, expires_at;

-- name: api_keys_of_person
select id, name, scopes, created_at, expires_at
  from users.api_keys
 where user_id = :user_id and revoked_at is null and (expires_at is null or expires_at > now())
 order by created_at desc, id desc
 limit 200;

-- name: end_api_key
update users.api_keys set revoked_at = now() where id = :id and user_id = :user_id and revoked_at is null;

-- name: add_follow
-- A private person is asked first. Nothing is touched when the follow exists: its state is not the follower's to change.
insert into users.follows (id, follower_user_id, target_type, target_id, status)
select :id, (select auth.uid()), wanted.type, wanted.id,
       case when wanted.type = 'user' and (select p.is_private from users.user_profiles p where p.user_id = wanted.id)
            then 'pending'::users.follow_status else 'accepted'::users.follow_status end
  from (values (:target_type::users.follow_target, :target_id::uuid)) as wanted (type, id)
    on conflict do nothing;

-- name: person_exists
select exists (select from users.user_profiles where user_id = :user_id and erased_at is null);

-- name: follow_of_target
select id, target_type, target_id, status, created_at
  from users.follows
 where follower_user_id = (select auth.uid()) and target_type = :target_type and target_id = :target_id;

-- name: follows_of_caller
select id, target_type, target_id, status, created_at
  from users.follows
 where follower_user_id = (select auth.uid()) and (created_at, id) < (:before::timestamptz, :before_id::uuid)
 order by created_at desc, id desc
 limit :limit;

-- name: requests_to_caller
select f.id, p.user_id, p.handle, p.display_name, f.created_at, p.avatar_key
  from users.follows f
  join users.user_profiles p on p.user_id = f.follower_user_id
 where f.target_user_id = (select auth.uid()) and f.status = 'pending'
 order by f.created_at, f.id
 limit 200;

-- name: accept_follow
update users.follows set status = 'accepted' where id = :id and target_user_id = (select auth.uid()) and status = 'pending';

-- name: end_follow
-- By the one who follows, or by the person who is followed.
delete from users.follows
 where id = :id and (follower_user_id = (select auth.uid()) or target_user_id = (select auth.uid()));
