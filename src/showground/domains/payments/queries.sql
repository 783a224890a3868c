-- name: check_out
select c.n, c.verdict, c.response from payments.check_out(:orders, :units, :pay_within, :lock_first, :languages) c;

-- name: settle
select s.n, s.outcome, s.order_id, s.event_id from payments.settle(:settlements, :new_tickets) s;

-- name: store_notice
-- A notice is stored once; no row when it was there before. `units` is how many tickets its order will need.
with stored as (
    insert into payments.inbox (id, provider, provider_account, notice_id, payment_id, kind, body)
    select :inbox_id, :provider::text::payments.provider, :account, :notice_id, p.id, :kind, :body::text::jsonb
      from (select 1) one left join payments.payments p on p.id = :payment_id
        on conflict on constraint inbox_once do nothing
    returning id, provider, notice_id, payment_id, kind, body
)
select b.id, b.provider::text, b.notice_id, b.payment_id, b.kind, b.body,
       (select count(*) from payments.payments p join ticketing.order_items i on i.order_id = p.order_id and i.event_id = p.event_id
         where p.id = b.payment_id and i.tier_id is not null)::integer as units
  from stored b;

-- name: waiting_notices
-- Oldest first, with the number of tickets their order will need.
select b.id, b.provider::text, b.notice_id, p.id as payment_id, b.kind, b.body,
       (select count(*) from ticketing.order_items i
         where i.order_id = p.order_id and i.event_id = p.event_id and i.tier_id is not null)::integer as units
  from payments.inbox b
  left join payments.payments p on p.id = b.payment_id
 where b.processed_at is null
 order by b.id
 limit :most;

-- name: waiting_notice
-- One that is not processed yet, as in waiting_notices.
select b.id, b.provider::text, b.notice_id, p.id as payment_id, b.kind, b.body,
       (select count(*) from ticketing.order_items i
         where i.order_id = p.order_id and i.event_id = p.event_id and i.tier_id is not null)::integer as units
  from payments.inbox b
  left join payments.payments p on p.id = b.payment_id
 where b.id = :inbox_id and b.processed_at is null;

-- name: note_failure
-- What fails every few seconds for the same reason is not written every time.
update payments.inbox set failure = :failure, failed_at = now()
 where id = :inbox_id and processed_at is null and (failure is distinct from :failure or failed_at < now() - interval '1 minute');

-- name: set_aside_notice
update payments.inbox set processed_at = now(), outcome = :outcome where id = :inbox_id and processed_at is null;

-- name: move_payment
-- Forward only; a notice that comes late in the story touches nothing.
update payments.payments
   set status = :status::text::payments.payment_status, provider_ref = coalesce(:provider_ref, provider_ref)
 where id = :payment_id
   and case :status::text when 'pending' then status = 'created' else status in ('created', 'pending') end;

-- name: payment
select id, order_id, event_id, provider::text, status::text, currency_code, amount::bigint, captured_amount::bigint,
       refund_pending_amount::bigint, refunded_amount::bigint, created_at
  from payments.payments where id = :payment_id;

-- name: claim_silent_payments
-- Payments that the provider has said nothing final about for a while, and for two days those that failed once and may have been paid since.
-- Each is asked after at growing intervals, by one process at a time: those that nobody will ever pay hold up no others.
with due as (
    select p.id, o.status not in ('pending', 'awaiting_approval') or o.expires_at <= now() as order_ended
      from payments.payments p
      join ticketing.orders o on o.event_id = p.event_id and o.id = p.order_id
     where p.status in ('created', 'pending', 'failed') and p.ask_at <= now() and p.created_at < now() - :older_than::interval
       and (p.status <> 'failed' or p.created_at > now() - interval '2 days')
     order by p.ask_at
     limit :most
       for no key update of p skip locked
)
update payments.payments p
   set ask_at = now() + least(greatest(now() - p.created_at, :pause::interval), :longest::interval)
  from due d
 where p.id = d.id
returning p.id, p.provider::text, p.provider_ref, p.amount::bigint, p.currency_code, p.event_id, d.order_ended;

-- name: end_payment
-- Nobody can pay it any more: not there, and not here.
update payments.payments set status = 'cancelled' where id = :payment_id and status in ('created', 'pending');

-- name: name_at_provider
update payments.payments set provider_ref = :provider_ref where id = :payment_id and provider_ref is distinct from :provider_ref;

-- name: claim_refunds
-- Each try takes a refund for as long as the pause after it: one process at a time, and one that dies leaves it to the next.
with due as (
    select r.id from payments.refunds r
     where r.status = 'pending' and r.due_at <= now()
     order by r.due_at
     limit :most
       for no key update skip locked
)
update payments.refunds r
   set attempts = r.attempts + 1, due_at = now() + least(:pause::interval * (2 ^ least(r.attempts, 20)), :longest::interval)
  from due d, payments.payments p
 where r.id = d.id and p.id = r.payment_id and p.order_id = r.order_id
returning r.id, r.payment_id, r.event_id, p.provider::text, p.provider_ref, r.amount::bigint, p.currency_code, r.attempts;

-- name: note_refund
-- What the last try came to.
update payments.refunds set problem = :problem, provider_ref = coalesce(nullif(:provider_ref::text, ''), provider_ref)
 where id = :refund_id and status = 'pending';

-- name: fail_refund
select payments.fail_refund(:refund_id, :journal_id, :line_id, :again_id, :problem, :again_at::timestamptz);

-- name: refund_status
select status::text from payments.refunds where id = :refund_id and payment_id = :payment_id;

-- name: finish_refund
select payments.finish_refund(:refund_id, :journal_id, :provider_ref);

-- name: ask_refund
select payments.ask_refund(:refund_id, :order_id, :items::uuid[], :reason, :journal_id, :line_id, :fact_id, :cancel_tickets);

-- name: refund_for_people
-- What the audit log says of a refund: the event, and the amount with its currency.
select o.event_id, round(r.amount / 10 ^ c.exponent::numeric, c.exponent)::text || ' ' || c.code
  from payments.refunds r
  join ticketing.orders o on o.id = r.order_id
  join ref.currencies c on c.code = o.currency_code
 where r.id = :refund_id;

-- name: take_snapshots
-- New balances of wallets that moved since their last one. What runs now may still add lines, so the mark is the oldest running transaction.
insert into payments.wallet_snapshots (wallet_id, before, balance)
select w.id, pg_snapshot_xmin(pg_current_snapshot()),
       coalesce(s.balance, 0) + (select coalesce(sum(t.amount), 0) from payments.org_wallet_transactions t
                                  where t.wallet_id = w.id and t.xact < pg_snapshot_xmin(pg_current_snapshot())
                                    and (s.before is null or t.xact >= s.before))
  from payments.org_wallets w
  left join lateral (select x.before, x.balance from payments.wallet_snapshots x
                      where x.wallet_id = w.id order by x.before desc limit 1) s on true
 where exists (select from payments.org_wallet_transactions t
                where t.wallet_id = w.id and t.xact < pg_snapshot_xmin(pg_current_snapshot()) and (s.before is null or t.xact >= s.before))
    on conflict do nothing;
