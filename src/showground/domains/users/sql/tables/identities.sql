-- Accounts elsewhere (OpenID Connect) that let a person in. A provider's subject never changes; its e-mail address may.
create table users.identities (
    id            uuid         primary key,
    user_id       uuid         not null,
    issuer        text         not null,
    subject       text         not null,
    email         text         not null default '',
    created_at    timestamptz  not null default now(),
    last_used_at  timestamptz  not null default now(),
    constraint identities_once        unique (issuer, subject),
    constraint identities_of_account  foreign key (user_id) references users.accounts (user_id),
    constraint identities_issuer_web  check (issuer ~ '^https?://' and length(issuer) <= 500),
    constraint identities_subject_any check (subject <> '' and length(subject) <= 255)
);
create index identities_by_user on users.identities (user_id);
comment on column users.identities.email is 'As the provider said it when the identity was linked; for the person to know it again. Nothing is decided by it.';

-- access
alter table users.identities enable row level security;

create policy identities_read on users.identities for select to authenticated
    using (user_id = (select auth.uid()));
create policy identities_serve on users.identities for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on users.identities to authenticated;
grant select, insert, update, delete on users.identities to service_role;
