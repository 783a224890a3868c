-- name: person_of_identity
-- Notes that it was used. No row when it is unknown or the account is closed.
update users.identities i set last_used_at = now()
  from users.accounts a, users.user_profiles p
 where i.issuer = :issuer and i.subject = :subject
   and a.user_id = i.user_id and a.disabled_at is null and p.user_id = i.user_id and p.erased_at is null
returning i.user_id;

-- name: account_of_email
-- Whether the address is proved, and whether its holder shows a code when he signs in.
select c.user_id, c.email_verified_at is not null as is_proved,
       exists (select from users.totps t where t.user_id = c.user_id and t.confirmed_at is not null) as has_second_step
  from users.contacts c
 where lower(c.email) = lower(:email);

-- name: add_identity
-- Touches no row when the identity is somebody's already.
insert into users.identities (id, user_id, issuer, subject, email)
values (:id, :user_id, :issuer, :subject, :email)
    on conflict (issuer, subject) do nothing;

-- name: prove_email
update users.contacts set email_verified_at = now() where user_id = :user_id;

-- name: identities_of_person
select id, issuer, email, created_at, last_used_at from users.identities where user_id = :user_id order by created_at, id limit 50;

-- name: end_identity
delete from users.identities where id = :id and user_id = :user_id;
