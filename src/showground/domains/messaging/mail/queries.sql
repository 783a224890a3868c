-- name: add
-- The key makes telling again tell once.
insert into messaging.mails (id, kind, about_id, recipient_user_id, address, lang, dedupe_key)
values (:mail_id, :kind, :about_id, :recipient, :address, :lang, :dedupe_key)
    on conflict on constraint mails_once do nothing;

-- name: add_order_letter
-- To the address of the purchase, else to that of the buyer's account; in the language that he chose, else in the one he bought in.
insert into messaging.mails (id, kind, about_id, recipient_user_id, address, lang, dedupe_key)
select :mail_id::uuid, :kind::text, o.id, o.user_id, coalesce(o.email, c.email), coalesce(c.language, o.language), :kind || ':' || o.id
  from ticketing.orders o
  left join users.contacts c on c.user_id = o.user_id
 where o.id = :order_id and o.paid_at is not null and coalesce(o.email, c.email) is not null
    on conflict on constraint mails_once do nothing;

-- name: claim
-- The one that has waited longest and that nobody has in hand, or whose attempt died before the letter was sent.
update messaging.mails m
   set claim = :claim, claimed_until = now() + :lease::interval, attempts = m.attempts + 1,
       message_id = coalesce(m.message_id, '<' || m.id || '@' || :domain::text || '>')
 where m.id = (select x.id
                 from messaging.mails x
                where x.next_try_at <= now() and (x.claimed_until is null or x.claimed_until < now())
                order by x.next_try_at, x.id
                limit 1
                  for no key update skip locked)
returning m.id, m.kind, m.about_id, m.recipient_user_id, m.address, m.lang, m.status, m.attempts, m.message_id, m.created_at;

-- name: begin_sending
-- No row: another attempt has taken it up meanwhile, or it is settled.
update messaging.mails
   set status = 'sending', next_try_at = null, claimed_until = now() + :lease::interval
 where id = :id and claim = :claim and status in ('queued', 'uncertain');

-- name: record_sent
-- Whoever has it in hand now: the server has it.
update messaging.mails
   set status = 'sent', sent_at = now(), code = :code, reason = :reason, next_try_at = null, claim = null, claimed_until = null
 where id = :id and status <> 'sent';

-- name: record
update messaging.mails
   set status = :status, code = :code, reason = :reason, next_try_at = now() + :pause::interval, claim = null, claimed_until = null
 where id = :id and claim = :claim and status <> 'sent';

-- name: settle_dead
-- Attempts that died while the server may have got the letter.
update messaging.mails
   set status = 'uncertain', code = null, reason = :reason, claim = null, claimed_until = null,
       next_try_at = case when kind = any (:repeatable::text[]) and attempts < :most::integer then now() end
 where status = 'sending' and claimed_until < now();

-- name: keep
-- There is no server: letters stay here.
update messaging.mails
   set status = 'kept', next_try_at = null, reason = :reason, claim = null, claimed_until = null
 where next_try_at is not null and status = 'queued';

-- name: mail
select id, kind, about_id, recipient_user_id, address, lang, status, attempts, message_id, created_at from messaging.mails where id = :id;

-- name: mails
-- Newest first, keyset paged: identifiers begin with their time.
select id, kind, address, status, attempts, code, reason, created_at, next_try_at, sent_at
  from messaging.mails
 where id < :before::uuid
   and (:status::text is null or status = :status::text::messaging.mail_status)
   and (:address::text is null or lower(address) = lower(:address))
 order by id desc
 limit :limit;

-- name: counts
select status, count(*) from messaging.mails group by status order by status;

-- name: queue_again
-- Only what is settled and has not arrived for sure, so that two people who ask at once do not send it twice.
update messaging.mails
   set status = case when status = 'uncertain' then 'uncertain' else 'queued' end::messaging.mail_status,
       next_try_at = now(), attempts = 0, reason = null, code = null
 where id = :id and claim is null and next_try_at is null and status in ('failed', 'uncertain', 'kept');

-- name: invitation
-- While it can be answered. The fingerprint tells whether the link that we would write is the one it waits for.
select i.email, coalesce(o.name, x.title, e.title, ''), p.display_name, i.token_hash, i.expires_at, coalesce(asked.language, host.language, 'en')
  from organizations.invitations i
  join users.user_profiles p on p.user_id = i.invited_by
  left join users.contacts asked on lower(asked.email) = lower(i.email)
  left join users.contacts host on host.user_id = i.invited_by
  left join organizations.organizations o on o.id = i.org_id
  left join events.events e on e.id = i.event_id
  left join events.event_texts x on x.event_id = e.id and x.language = coalesce(asked.language, host.language, 'en') and x.language <> e.language
 where i.id = :invitation_id and i.accepted_at is null and i.declined_at is null and i.revoked_at is null and i.expires_at > now();
