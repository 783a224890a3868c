-- name: add_organization
-- Touches no row when the handle is taken, so that another can be tried in the same transaction.
insert into organizations.organizations (id, handle, name, description, website, industry_code, country_code, created_by)
values (:id, :handle, :name, :description, :website, :industry_code, :country_code, :created_by)
    on conflict (handle) do nothing;

-- name: organization_by_handle
select id, handle, name, description, website, industry_code, country_code, created_at, logo_key
  from organizations.organizations
 where handle = :handle;

-- name: organizations_of_caller
select o.id, o.handle, o.name, m.role, o.logo_key
  from organizations.org_memberships m
  join organizations.organizations o on o.id = m.org_id
 where m.user_id = (select auth.uid())
 order by lower(o.name), o.id;

-- name: role_of
select role from organizations.org_memberships where org_id = :org_id and user_id = :user_id;

-- name: members
select m.user_id, p.display_name as name, p.handle, m.role, m.created_at as joined_at,
       m.user_id is not distinct from (select auth.uid()) as is_me, p.avatar_key
  from organizations.org_memberships m
  join users.user_profiles p on p.user_id = m.user_id
 where m.org_id = :org_id
 order by m.role desc, lower(p.display_name), m.user_id;

-- name: set_member
insert into organizations.org_memberships (org_id, user_id, role)
values (:org_id, :user_id, :role)
    on conflict (org_id, user_id) do update set role = excluded.role;

-- name: remove_member
delete from organizations.org_memberships where org_id = :org_id and user_id = :user_id;

-- name: lock_role
-- For the service: two changes of one membership wait for each other.
select role from organizations.org_memberships where org_id = :org_id and user_id = :user_id for update;

-- name: set_logo
-- As the service, for an admin.
update organizations.organizations set logo_key = :key where id = :org_id;
