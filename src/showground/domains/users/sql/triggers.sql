-- An operator who acts as somebody does not change what lets that person in. Once a statement: it costs a look at the claims.
create trigger accounts_not_while_acted before insert or update or delete on users.accounts
    for each statement execute function users.refuse_while_acted();
create trigger api_keys_not_while_acted before insert or update or delete on users.api_keys
    for each statement execute function users.refuse_while_acted();
create trigger contacts_not_while_acted before insert or update or delete on users.contacts
    for each statement execute function users.refuse_while_acted();
create trigger identities_not_while_acted before insert or update or delete on users.identities
    for each statement execute function users.refuse_while_acted();
create trigger passkeys_not_while_acted before insert or update or delete on users.passkeys
    for each statement execute function users.refuse_while_acted();
create trigger recovery_codes_not_while_acted before insert or update or delete on users.recovery_codes
    for each statement execute function users.refuse_while_acted();
create trigger totps_not_while_acted before insert or update or delete on users.totps
    for each statement execute function users.refuse_while_acted();
create trigger sessions_not_while_acted before insert or update or delete on users.sessions
    for each statement execute function users.refuse_while_acted();
create trigger consents_not_while_acted before insert on users.consents
    for each statement execute function users.refuse_while_acted();
create trigger exports_not_while_acted before insert on users.exports
    for each statement execute function users.refuse_while_acted();
create trigger erasures_not_while_acted before insert or update on users.erasures
    for each statement execute function users.refuse_while_acted();
