create trigger org_memberships_keep_an_owner after delete or update of role on organizations.org_memberships
    for each row when (old.role = 'owner') execute function organizations.keep_an_owner();

create trigger api_keys_not_while_acted before insert or update or delete on organizations.api_keys
    for each statement execute function users.refuse_while_acted();
