-- name: staffed_by_caller
-- Whether the caller decides who helps: the event's owner, or an admin of the organization that owns it.
select e.owner_user_id is not distinct from (select auth.uid())
       or coalesce(e.owner_org_id in (select organizations.ids_of_caller('admin')), false)
  from events.events e
 where e.id = :event_id;

-- name: staffed_by
-- The same of somebody else. For the service.
select coalesce(e.owner_user_id = :user_id, false)
       or exists (select from organizations.org_memberships m
                   where m.org_id = e.owner_org_id and m.user_id = :user_id and m.role >= 'admin')
  from events.events e
 where e.id = :event_id;

-- name: staff
select s.user_id, p.display_name, p.handle, s.role, s.created_at, s.user_id is not distinct from (select auth.uid()),
       s.ends_at, coalesce(s.ends_at <= now(), false)
  from events.event_staff s
  join users.user_profiles p on p.user_id = s.user_id
 where s.event_id = :event_id
 order by s.role desc, lower(p.display_name), s.user_id;

-- name: waiting
-- For the service.
select i.id, i.email, o.role::text, coalesce(p.display_name, ''), i.sent_at, i.expires_at,
       case when i.expires_at <= now() then 'expired' else 'open' end
  from organizations.invitations i
  join events.event_invitations o on o.invitation_id = i.id
  left join users.user_profiles p on p.user_id = i.invited_by
 where i.event_id = :event_id and i.accepted_at is null and i.declined_at is null and i.revoked_at is null
 order by i.id desc;

-- name: offer_role
insert into events.event_invitations (invitation_id, event_id, role, ends_at)
select i, :event_id, :role::text::events.staff_role, :ends_at::timestamptz from unnest(:invitations::uuid[]) i;

-- name: offered
select e.id, e.title, e.slug, o.role, o.ends_at
  from events.event_invitations o
  join events.events e on e.id = o.event_id
 where o.invitation_id = :invitation_id;

-- name: lock_role
select role from events.event_staff where event_id = :event_id and user_id = :user_id for update;

-- name: set_role
insert into events.event_staff (event_id, user_id, role, ends_at, given_by)
values (:event_id, :user_id, :role::text::events.staff_role, :ends_at, :given_by)
    on conflict (event_id, user_id) do update set role = excluded.role, ends_at = excluded.ends_at, given_by = excluded.given_by;

-- name: remove
delete from events.event_staff where event_id = :event_id and user_id = :user_id;

-- name: helped_by_caller
select e.id, e.title, e.starts_at, e.timezone, s.role
  from events.event_staff s
  join events.events e on e.id = s.event_id
 where s.user_id = (select auth.uid()) and e.status <> 'archived' and (s.ends_at is null or s.ends_at > now())
 order by e.starts_at, e.id;
