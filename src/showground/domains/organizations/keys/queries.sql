-- name: owner_of_key
select key_id, org_id, made_by, scopes from organizations.owner_of_key(:secret_hash);

-- name: add_key
insert into organizations.api_keys (id, org_id, made_by, name, scopes, secret_hash, expires_at)
values (:id, :org_id, :made_by, :name, :scopes, :secret_hash, now() + :lasts::interval);

-- name: keys_of_organization
select k.id, k.name, k.scopes, p.display_name, k.created_at, k.expires_at
  from organizations.api_keys k
  join users.user_profiles p on p.user_id = k.made_by
 where k.org_id = :org_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
 order by k.created_at desc, k.id desc
 limit 200;

-- name: end_key
update organizations.api_keys set revoked_at = now(), revoked_by = :revoked_by
 where id = :id and org_id = :org_id and revoked_at is null;
