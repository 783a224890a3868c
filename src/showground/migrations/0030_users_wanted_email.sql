-- side: before   (old code must run on the result)
-- why:  a person who changes his address proves the new one before it replaces the old
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table users.contacts
    add column wanted_email text;                             -- null: no change is under way
alter table users.contacts
    add constraint contacts_wanted_email_form check (wanted_email ~ '^[^@\s]+@[^@\s]+$' and length(wanted_email) <= 254) not valid;
comment on column users.contacts.wanted_email is 'Replaces email once it is proved; null: no change is under way.';
