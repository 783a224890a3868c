-- name: add_invitation
-- Touches no row when this address has an open one.
insert into organizations.invitations (id, org_id, event_id, role, email, token_hash, invited_by, expires_at)
values (:id, :org_id, :event_id, :role::text::organizations.org_role, :email, :token_hash, :invited_by, now() + :lasts::interval)
    on conflict do nothing;

-- name: end_expired
-- One that nobody answered in time makes room for another to the same address.
update organizations.invitations
   set revoked_at = now()
 where (org_id = :place or event_id = :place) and email = any (:emails::text[])
   and accepted_at is null and declined_at is null and revoked_at is null and expires_at <= now();

-- name: open_of_organization
-- As the person: for admins. What was answered or taken back has left the list.
select i.id, i.email, i.role::text, coalesce(p.display_name, ''), i.sent_at, i.expires_at,
       case when i.expires_at <= now() then 'expired' else 'open' end
  from organizations.invitations i
  left join users.user_profiles p on p.user_id = i.invited_by
 where i.org_id = :org_id and i.accepted_at is null and i.declined_at is null and i.revoked_at is null
 order by i.id desc;

-- name: send_again
-- Touches no row when it is over, or the latest letter too young.
update organizations.invitations
   set sent_at = now(), expires_at = now() + :lasts::interval, token_hash = :token_hash, invited_by = :invited_by
 where id = :id and accepted_at is null and declined_at is null and revoked_at is null and sent_at <= now() - :pause::interval;

-- name: revoke
update organizations.invitations
   set revoked_at = now()
 where id = :id and accepted_at is null and declined_at is null and revoked_at is null;

-- name: lock_letter
-- For the service: two answers to one invitation wait for each other.
select i.id, i.org_id, i.event_id, i.role, i.email, i.invited_by, coalesce(p.display_name, ''), i.expires_at,
       case when i.accepted_at is not null then 'accepted' when i.declined_at is not null then 'declined'
            when i.revoked_at is not null then 'revoked' when i.expires_at <= now() then 'expired' else 'open' end
  from organizations.invitations i
  left join users.user_profiles p on p.user_id = i.invited_by
 where i.token_hash = :token_hash
   for update of i;

-- name: letter
-- For the service: what a letter is written from.
select i.id, i.org_id, i.event_id, i.role, i.email, i.invited_by, coalesce(p.display_name, ''), i.expires_at,
       case when i.accepted_at is not null then 'accepted' when i.declined_at is not null then 'declined'
            when i.revoked_at is not null then 'revoked' when i.expires_at <= now() then 'expired' else 'open' end
  from organizations.invitations i
  left join users.user_profiles p on p.user_id = i.invited_by
 where i.id = :id;

-- name: set_accepted
update organizations.invitations set accepted_at = now(), accepted_by = :user_id where id = :id;

-- name: set_declined
update organizations.invitations set declined_at = now() where id = :id;

-- name: address_of
select lower(email) from users.contacts where user_id = :user_id;

-- name: prove_address
-- The link went to this address and nowhere else: who follows it reads its mail.
update users.contacts set email_verified_at = coalesce(email_verified_at, now()) where user_id = :user_id and lower(email) = :email;

-- name: organization_by_id
select id, handle, name, description, website, industry_code, country_code, created_at
  from organizations.organizations
 where id = :org_id;

-- name: take_letters
-- The seconds to wait when these letters are too many for the window, else 0.
select case when t.attempts <= :most::integer then 0 else greatest(1, ceil(t.ends_in))::integer end
  from showground.take_attempts(array[:bucket::text], array[:letters::integer], :per::interval) t;
