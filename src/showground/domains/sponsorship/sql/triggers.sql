create trigger sponsor_members_keep_an_owner after delete or update of role on sponsorship.sponsor_members
    for each row when (old.role = 'owner') execute function sponsorship.keep_an_owner();
