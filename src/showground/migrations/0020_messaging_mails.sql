-- side: before
-- why:  letters are kept with their state until a server has them, so that none is lost and none is sent twice
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create type messaging.mail_status as enum ('queued', 'sending', 'sent', 'failed', 'uncertain', 'suppressed', 'kept');

-- Letters of the platform: what is to be told to whom, and how far that has come. The text is written when the letter
-- is sent or looked at and is kept nowhere, because it carries links with secrets.
create table messaging.mails (
    id                 uuid                   primary key,
    kind               text                   not null,
    about_id           uuid                   not null,
    recipient_user_id  uuid,
    address            text                   not null,
    lang               text                   not null default 'en',
    dedupe_key         text                   not null,
    message_id         text,
    status             messaging.mail_status  not null default 'queued',
    attempts           integer                not null default 0,
    next_try_at        timestamptz            default now(),
    claim              uuid,
    claimed_until      timestamptz,
    code               integer,
    reason             text,
    created_at         timestamptz            not null default now(),
    sent_at            timestamptz,
    constraint mails_once         unique (dedupe_key),
    constraint mails_message_once unique (message_id),
    constraint mails_kind_form    check (kind ~ '^[a-z_]+\.[a-z_]+$'),
    constraint mails_keyed        check (dedupe_key <> '' and length(dedupe_key) <= 200),
    constraint mails_address_form check (address ~ '^[^@\s]+@[^@\s]+$' and length(address) <= 254),
    constraint mails_lang_form    check (lang ~ '^[a-z]{2,3}([_-][A-Za-z]{2,4})?$'),
    constraint mails_message_form check (message_id ~ '^<[^<>@\s]+@[^<>@\s]+>$'),
    constraint mails_reason_short check (length(reason) <= 500),
    constraint mails_attempted    check (attempts >= 0),
    constraint mails_sent         check ((status = 'sent') = (sent_at is not null)),
    constraint mails_not_lost     check ((status <> 'queued' or next_try_at is not null) and (next_try_at is null or status in ('queued', 'uncertain'))),
    constraint mails_claimed      check ((claim is null) = (claimed_until is null) and (status <> 'sending' or claim is not null)),
    constraint mails_to           foreign key (recipient_user_id) references users.user_profiles (user_id)
);
create index mails_due on messaging.mails (next_try_at) where next_try_at is not null;
create index mails_claims on messaging.mails (claimed_until) where claimed_until is not null;
create index mails_by_status on messaging.mails (status, id);
create index mails_by_recipient on messaging.mails (recipient_user_id, id) where recipient_user_id is not null;
create index mails_about on messaging.mails (about_id);
comment on column messaging.mails.about_id is 'What it tells of, by kind: an order, a person, an invitation. No key: a letter outlives it.';
comment on column messaging.mails.dedupe_key is 'Recipient and fact, so that telling again tells once.';
comment on column messaging.mails.message_id is 'Given at the first attempt and never changed: whoever gets the letter twice can tell.';
comment on column messaging.mails.status is 'sending: the end of the letter may be with the server. uncertain: nobody knows whether it is. kept: there is no server. suppressed: nothing to say any more.';
comment on column messaging.mails.next_try_at is 'When it is tried next. Null: not by itself.';
comment on column messaging.mails.claim is 'Which attempt has it in hand, until claimed_until; another attempt has another claim.';
comment on column messaging.mails.code is 'What the server answered last, by SMTP; the words stand in reason.';
