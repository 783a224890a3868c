-- side: before   (old code must run on the result)
-- why:  who does not say yes is not named in what is counted
set local lock_timeout = '4s';
set local statement_timeout = '15s';

-- What a person agreed to and took back, each decision a row that stays. The newest one for a purpose holds; without one there is none.
create table users.consents (
    id          uuid         primary key,
    user_id     uuid         not null,
    purpose     text         not null,
    given       boolean      not null,
    decided_at  timestamptz  not null default now(),
    constraint consents_purpose_form check (purpose ~ '^[a-z_]{1,40}$'),
    constraint consents_by_person    foreign key (user_id) references users.user_profiles (user_id)
);
create index consents_by_user on users.consents (user_id, purpose, decided_at desc, id desc);
comment on column users.consents.purpose is 'analytics: who looked and bought may stand beside what was counted.';
comment on column users.consents.given is 'True: given. False: withdrawn, or refused.';
