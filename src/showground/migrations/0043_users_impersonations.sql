-- side: before   (old code must run on the result)
-- why:  operators see what a person sees, for a reason, for some minutes, and on record
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create table users.impersonations (
    id           uuid         primary key,
    operator_id  uuid         not null,
    user_id      uuid         not null,
    reason       text         not null,
    token_hash   bytea        not null,
    started_at   timestamptz  not null default now(),
    expires_at   timestamptz  not null,
    ended_at     timestamptz,
    constraint impersonations_token_unique unique (token_hash),
    constraint impersonations_token_digest check (octet_length(token_hash) = 32),
    constraint impersonations_of_another   check (operator_id <> user_id),
    constraint impersonations_for_a_reason check (length(reason) between 5 and 500),
    constraint impersonations_end          check (expires_at > started_at and expires_at <= started_at + interval '1 day'),
    constraint impersonations_by_operator  foreign key (operator_id) references users.accounts (user_id),
    constraint impersonations_of_account   foreign key (user_id) references users.accounts (user_id)
);
create index impersonations_by_operator on users.impersonations (operator_id, started_at desc);
create index impersonations_by_user on users.impersonations (user_id, started_at desc);
