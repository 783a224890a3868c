-- side: before   (old code must run on the result)
-- why:  people sign in with an account that they have elsewhere
set local lock_timeout = '4s';
set local statement_timeout = '15s';

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
