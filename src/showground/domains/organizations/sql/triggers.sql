create trigger org_memberships_keep_an_owner after delete or update of role on organizations.org_memberships
    for each row when (old.role = 'owner') execute function organizations.keep_an_owner();
