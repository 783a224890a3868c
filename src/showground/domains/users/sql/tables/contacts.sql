-- How to reach a person: his own business and that of the service.
create table users.contacts (
    user_id            uuid         primary key,
    email              text         not null,
    email_verified_at  timestamptz,
    phone              text,
    wanted_email       text,
    language           text,
    constraint contacts_of_profile foreign key (user_id) references users.user_profiles (user_id),
    constraint contacts_email_form check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
    constraint contacts_wanted_email_form check (wanted_email ~ '^[^@\s]+@[^@\s]+$' and length(wanted_email) <= 254),
    constraint contacts_language_form check (language ~ '^[a-z]{2,3}$')
);
create unique index contacts_email_unique on users.contacts (lower(email));
comment on column users.contacts.wanted_email is 'Replaces email once it is proved; null: no change is under way.';
comment on column users.contacts.language is 'What pages and letters speak to him; null: what his browser likes, in letters English.';

-- access
alter table users.contacts enable row level security;

create policy contacts_read on users.contacts for select to authenticated
    using (user_id = (select auth.uid()));
create policy contacts_serve on users.contacts for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on users.contacts to authenticated, showground_definer;
grant select, insert, update on users.contacts to service_role;
