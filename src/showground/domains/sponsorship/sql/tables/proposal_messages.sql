-- What is said and offered in a negotiation. Nobody takes a word back.
create table sponsorship.proposal_messages (
    id              uuid                    primary key,
    thread_id       uuid                    not null,
    sender_user_id  uuid                    not null,
    side            sponsorship.negotiator  not null,
    body            text                    not null default '',
    offer_amount    ref.minor_units,
    currency_code   text,
    created_at      timestamptz             not null default now(),
    constraint proposal_messages_said      check (length(body) <= 4000 and (body <> '' or offer_amount is not null)),
    constraint proposal_messages_offer     check (offer_amount >= 0),
    constraint proposal_messages_currency  check ((offer_amount is null) = (currency_code is null)),
    constraint proposal_messages_of_thread foreign key (thread_id) references sponsorship.proposal_threads (id),
    constraint proposal_messages_in_coin   foreign key (thread_id, currency_code) references sponsorship.proposal_threads (id, currency_code),
    constraint proposal_messages_by        foreign key (sender_user_id) references users.user_profiles (user_id)
);
create index proposal_messages_by_thread on sponsorship.proposal_messages (thread_id, created_at, id);
create index proposal_messages_by_currency on sponsorship.proposal_messages (thread_id, currency_code) where currency_code is not null;
create index proposal_messages_by_sender on sponsorship.proposal_messages (sender_user_id);
comment on column sponsorship.proposal_messages.offer_amount is 'A price put forward, in the currency of the thread.';

-- access
alter table sponsorship.proposal_messages enable row level security;

create policy proposal_messages_read on sponsorship.proposal_messages for select to authenticated
    using (sponsorship.thread_open_to_caller(thread_id));
create policy proposal_messages_send on sponsorship.proposal_messages for insert to authenticated
    with check (sender_user_id = (select auth.uid()) and sponsorship.caller_may_say(thread_id, side));
create policy proposal_messages_serve on sponsorship.proposal_messages for all to service_role, showground_definer
    using (true) with check (true);

grant select         on sponsorship.proposal_messages to authenticated, showground_definer;
grant insert (id, thread_id, sender_user_id, side, body, offer_amount, currency_code) on sponsorship.proposal_messages to authenticated;
grant select, insert on sponsorship.proposal_messages to service_role;
