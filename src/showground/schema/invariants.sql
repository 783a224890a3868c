-- What must never be true of the rows. Each query returns subject and detail of every violation; none is how it should be.
-- `over` says which rows are examined; their number is printed, because an invariant over nothing proves nothing.

-- name: places_held_are_counted
-- A pool's counter of held places is the sum of its active holds.
-- over: ticketing.pools
select p.id as subject, format('held %s, active holds %s', p.held, coalesce(h.places, 0)) as detail
  from ticketing.pools p
  left join (select x.pool_id, sum(x.places) as places from ticketing.holds x where x.state = 'active' group by x.pool_id) h on h.pool_id = p.id
 where p.held <> coalesce(h.places, 0);

-- name: places_sold_are_counted
-- A pool's counter of sold places is the number of valid tickets of its tiers.
-- over: ticketing.pools
select p.id as subject, format('sold %s, valid tickets %s', p.sold, coalesce(t.places, 0)) as detail
  from ticketing.pools p
  left join (select tp.pool_id, count(*) as places
               from ticketing.tickets x
               join ticketing.tier_pools tp on tp.event_id = x.event_id and tp.tier_id = x.tier_id
              where x.status = 'valid'
              group by tp.pool_id) t on t.pool_id = p.id
 where p.sold <> coalesce(t.places, 0);

-- name: pools_are_not_oversold
-- No pool gives out more places than it has.
-- over: ticketing.pools
select p.id as subject, format('capacity %s, held %s, sold %s', p.capacity, p.held, p.sold) as detail
  from ticketing.pools p
 where p.held < 0 or p.sold < 0 or (not p.unlimited and p.held + p.sold > p.capacity);

-- name: holds_have_a_bound
-- Nobody keeps places away from others for longer than a cart may live, or after his order ended.
-- over: ticketing.holds
select format('%s %s', h.cart_id, h.pool_id) as subject, format('active until %s, order %s', h.expires_at, coalesce(o.status::text, 'none')) as detail
  from ticketing.holds h
  join ticketing.carts c on c.id = h.cart_id
  left join ticketing.orders o on o.cart_id = h.cart_id
 where h.state = 'active' and (h.expires_at > c.created_at + interval '7 days' or o.status in ('paid', 'cancelled', 'expired'));

-- name: paid_orders_have_their_tickets
-- An order that was paid has at least one unit, and each unit its ticket; an extra, which has no tier, brings none.
-- over: ticketing.orders where status = 'paid'
select o.id as subject, format('%s units, %s tickets', count(i.id), count(i.ticket_id)) as detail
  from ticketing.orders o
  left join ticketing.order_items i on i.order_id = o.id and i.event_id = o.event_id and i.tier_id is not null
 where o.status = 'paid'
 group by o.id
having count(i.id) = 0 or count(i.id) <> count(i.ticket_id);

-- name: unpaid_orders_have_no_tickets
-- A ticket that was issued for an order that was never paid was given away by mistake.
-- over: ticketing.order_items
select o.id as subject, format('%s, ticket %s', o.status, i.ticket_id) as detail
  from ticketing.orders o
  join ticketing.order_items i on i.order_id = o.id and i.event_id = o.event_id
 where i.ticket_id is not null and (o.status in ('pending', 'awaiting_approval', 'expired') or o.paid_at is null);

-- name: tickets_are_sold_once
-- A ticket belongs to one unit of one order.
-- over: ticketing.tickets
select i.ticket_id as subject, format('%s units', count(*)) as detail
  from ticketing.order_items i
 where i.ticket_id is not null
 group by i.ticket_id
having count(*) > 1;

-- name: units_stay_in_their_event
-- Ticket, tier and order of a unit are of one event, and its ticket is of its tier.
-- over: ticketing.order_items
select i.id as subject, format('unit of %s, order of %s, tier of %s, ticket of %s', i.event_id, o.event_id, t.event_id, k.event_id) as detail
  from ticketing.order_items i
  join ticketing.orders o on o.id = i.order_id
  join ticketing.ticket_tiers t on t.id = i.tier_id
  left join ticketing.tickets k on k.id = i.ticket_id
 where i.event_id <> o.event_id or i.event_id <> t.event_id or i.event_id <> k.event_id or i.tier_id <> k.tier_id;

-- name: orders_are_the_sum_of_their_units
-- Subtotal, tax, fee and total of an order are those of its units.
-- over: ticketing.orders
select o.id as subject,
       format('order %s/%s/%s/%s, units %s/%s/%s/%s', o.subtotal_amount, o.tax_amount, o.fee_amount, o.total_amount, i.price, i.tax, i.fee, i.total) as detail
  from ticketing.orders o
  join (select x.order_id, sum(x.price_amount) as price, sum(x.tax_amount) as tax, sum(x.fee_amount) as fee, sum(x.total_amount) as total
          from ticketing.order_items x group by x.order_id) i on i.order_id = o.id
 where (o.subtotal_amount, o.tax_amount, o.fee_amount, o.total_amount) is distinct from (i.price, i.tax, i.fee, i.total);

-- name: units_charge_who_pays_the_fee
-- A unit's total has the fee on top exactly when the buyer pays it.
-- over: ticketing.order_items
select i.id as subject, format('%s pays: price %s, fee %s, total %s', o.fee_payer, i.price_amount, i.fee_amount, i.total_amount) as detail
  from ticketing.order_items i
  join ticketing.orders o on o.id = i.order_id
 where i.total_amount <> i.price_amount + case when o.fee_payer = 'buyer' then i.fee_amount else 0 end;

-- name: captured_money_bought_something
-- Money that came in either paid its order or is on its way back.
-- over: payments.payments where status = 'captured'
select p.id as subject, format('order %s, captured %s, back %s', o.status, p.captured_amount, p.refund_pending_amount + p.refunded_amount) as detail
  from payments.payments p
  join ticketing.orders o on o.id = p.order_id
 where p.status = 'captured' and o.paid_at is null and p.refund_pending_amount + p.refunded_amount < p.captured_amount;

-- name: paid_orders_were_paid
-- A paid order that costs something has payments that cover it, in its currency.
-- over: ticketing.orders where status = 'paid' and total_amount > 0
select o.id as subject, format('total %s, captured %s', o.total_amount, coalesce(p.amount, 0)) as detail
  from ticketing.orders o
  left join (select x.order_id, x.currency_code, sum(x.captured_amount) as amount
               from payments.payments x group by x.order_id, x.currency_code) p
    on p.order_id = o.id and p.currency_code = o.currency_code
 where o.status = 'paid' and o.total_amount > 0 and coalesce(p.amount, 0) < o.total_amount;

-- name: refunds_are_counted
-- What a payment says is on its way back and was sent back is the sum of its refunds.
-- over: payments.payments
select p.id as subject,
       format('pending %s, done %s; refunds %s, %s', p.refund_pending_amount, p.refunded_amount, coalesce(r.pending, 0), coalesce(r.done, 0)) as detail
  from payments.payments p
  left join (select x.payment_id, sum(x.amount) filter (where x.status = 'pending') as pending, sum(x.amount) filter (where x.status = 'done') as done
               from payments.refunds x group by x.payment_id) r on r.payment_id = p.id
 where (p.refund_pending_amount, p.refunded_amount) is distinct from (coalesce(r.pending, 0), coalesce(r.done, 0));

-- name: refunds_are_the_sum_of_their_lines
-- A refund is split over the units of its order, to the last minor unit.
-- over: payments.refunds
select r.id as subject, format('refund %s, lines %s', r.amount, coalesce(l.amount, 0)) as detail
  from payments.refunds r
  left join (select x.refund_id, sum(x.amount) as amount from payments.refund_lines x group by x.refund_id) l on l.refund_id = r.id
 where r.amount <> coalesce(l.amount, 0);

-- name: units_are_not_refunded_twice
-- Nobody gets back more for a unit than he paid for it.
-- over: payments.refund_lines
select l.order_item_id as subject, format('paid %s, back %s', i.total_amount, sum(l.amount)) as detail
  from payments.refund_lines l
  join payments.refunds r on r.id = l.refund_id and r.status <> 'failed'
  join ticketing.order_items i on i.id = l.order_item_id
 group by l.order_item_id, i.total_amount
having sum(l.amount) > i.total_amount;

-- name: the_trial_balance_is_zero
-- Debits equal credits in every currency, counted account by account.
-- over: payments.transfers
select b.currency_code as subject, format('off by %s', sum(b.amount)) as detail
  from (select a.currency_code, -t.amount as amount from payments.transfers t join payments.accounts a on a.id = t.debit_account
         union all
        select a.currency_code, t.amount from payments.transfers t join payments.accounts a on a.id = t.credit_account) b
 group by b.currency_code
having sum(b.amount) <> 0;

-- name: transfers_stay_in_their_currency
-- Both accounts of a line are in its currency, and its amount is more than nothing.
-- over: payments.transfers
select format('%s %s', t.journal_id, t.line) as subject, format('%s %s from %s to %s', t.amount, t.currency_code, d.currency_code, c.currency_code) as detail
  from payments.transfers t
  join payments.accounts d on d.id = t.debit_account
  join payments.accounts c on c.id = t.credit_account
 where t.currency_code <> d.currency_code or t.currency_code <> c.currency_code or t.amount <= 0 or t.debit_account = t.credit_account;

-- name: journals_have_lines
-- A journal without a line says that something happened to no money.
-- over: payments.journals
select j.id as subject, format('%s of %s %s', j.kind, j.source_type, j.source_id) as detail
  from payments.journals j
 where not exists (select from payments.transfers t where t.journal_id = j.id);

-- name: sales_are_posted_as_captured
-- What came in with a payment is what its journal moved, and every captured payment has one.
-- over: payments.payments where status = 'captured'
select p.id as subject, format('captured %s, posted %s', p.captured_amount, coalesce(j.amount, 0)) as detail
  from payments.payments p
  left join (select x.source_id, sum(t.amount) as amount
               from payments.journals x
               join payments.transfers t on t.journal_id = x.id
              where x.source_type = 'payment' and x.kind in ('sale', 'late_capture')
              group by x.source_id) j on j.source_id = p.id
 where p.status = 'captured' and p.captured_amount <> coalesce(j.amount, 0);

-- name: refunds_are_posted
-- A refund of a sale has left the seller's wallet once; what was sent has left the platform once, what failed has come back to the wallet.
-- over: payments.refunds
select r.id as subject, format('%s: %s, taken %s, sent %s, returned %s', r.status, r.amount, j.taken, j.sent, j.returned) as detail
  from payments.refunds r
 cross join lateral (select coalesce(sum(t.amount) filter (where x.kind = 'refund'), 0) as taken,
                            coalesce(sum(t.amount) filter (where x.kind = 'refund_settled'), 0) as sent,
                            coalesce(sum(t.amount) filter (where x.kind = 'refund_failed'), 0) as returned
                       from payments.journals x
                       join payments.transfers t on t.journal_id = x.id
                      where x.source_type = 'refund' and x.source_id = r.id) j
 where j.sent <> case when r.status = 'done' then r.amount else 0 end
    or j.taken not in (0, r.amount)
    or j.returned <> case when r.status = 'failed' then j.taken else 0 end;

-- name: wallet_lines_mirror_transfers
-- A wallet's line is one side of a transfer: same accounts, same amount, and the account is the wallet's.
-- over: payments.org_wallet_transactions
select l.id as subject, format('line %s of account %s, transfer %s', l.amount, l.account_id, coalesce(t.amount::text, 'none')) as detail
  from payments.org_wallet_transactions l
  left join payments.org_wallets w on w.id = l.wallet_id
  left join payments.transfers t on t.journal_id = l.journal_id and t.line = l.line
 where w.account_id is distinct from l.account_id or w.currency_code is distinct from l.currency_code
    or t.amount is distinct from abs(l.amount)
    or l.account_id is distinct from case when l.amount > 0 then t.credit_account else t.debit_account end;

-- name: wallet_accounts_have_their_lines
-- Nothing moves on a wallet's account without a line that its owner sees.
-- over: payments.transfers
select format('%s %s', t.journal_id, t.line) as subject, format('account %s', a.id) as detail
  from payments.transfers t
  join payments.accounts a on a.id in (t.debit_account, t.credit_account) and a.kind = 'wallet'
 where not exists (select from payments.org_wallet_transactions l where l.journal_id = t.journal_id and l.line = t.line and l.account_id = a.id);

-- name: snapshots_are_the_sum_of_their_lines
-- A wallet's snapshot is the sum of all lines before it.
-- over: payments.wallet_snapshots
select format('%s before %s', s.wallet_id, s.before) as subject, format('snapshot %s, lines %s', s.balance, coalesce(l.amount, 0)) as detail
  from payments.wallet_snapshots s
  left join lateral (select sum(x.amount) as amount from payments.org_wallet_transactions x where x.wallet_id = s.wallet_id and x.xact < s.before) l on true
 where s.balance <> coalesce(l.amount, 0);

-- name: wallets_are_in_debt_only_by_refunds
-- A wallet is below zero only as far as its owner had to give money back.
-- over: payments.org_wallets
select w.id as subject, format('balance %s', sum(l.amount)) as detail
  from payments.org_wallets w
  join payments.org_wallet_transactions l on l.wallet_id = w.id
 group by w.id
having sum(l.amount) filter (where l.kind <> 'refund') < 0;

-- name: admissions_are_alone
-- A ticket is inside once at a time.
-- over: ticketing.admissions
select format('%s %s', a.ticket_id, a.occurrence_id) as subject, format('%s admissions', count(*)) as detail
  from ticketing.admissions a
 where a.undone_at is null
 group by a.ticket_id, a.occurrence_id
having count(*) > 1;

-- name: admissions_were_scanned
-- Whoever is inside was let in by a scan of that ticket that says so.
-- over: ticketing.admissions
select a.id as subject, format('scan %s says %s', a.scan_id, coalesce(s.verdict::text, 'nothing')) as detail
  from ticketing.admissions a
  left join ticketing.scan_logs s on s.id = a.scan_id
 where s.verdict is distinct from 'admitted' or s.ticket_id is distinct from a.ticket_id or s.event_id is distinct from a.event_id;

-- name: events_have_an_occurrence
-- An event without a date cannot be sold.
-- over: events.events
select e.id as subject, e.title as detail
  from events.events e
 where not exists (select from events.event_occurrences o where o.event_id = e.id);

-- name: holders_see_their_event
-- Whoever holds a valid ticket may see the event, whatever its visibility.
-- over: ticketing.tickets where owner_user_id is not null and status = 'valid'
select t.id as subject, format('holder %s', t.owner_user_id) as detail
  from ticketing.tickets t
 where t.owner_user_id is not null and t.status = 'valid'
   and not exists (select from events.event_access a where a.event_id = t.event_id and a.user_id = t.owner_user_id and a.reason = 'holder');

-- name: organizations_have_an_owner
-- An organization without an owner can be managed by nobody.
-- over: organizations.organizations
select o.id as subject, o.handle as detail
  from organizations.organizations o
 where not exists (select from organizations.org_memberships m where m.org_id = o.id and m.role = 'owner');

-- name: helpers_are_asked_as_something
-- Whoever is asked to help at an event is offered a role there; the key that would say so would point up the ladder.
-- over: organizations.invitations where event_id is not null
select i.id as subject, format('event %s', i.event_id) as detail
  from organizations.invitations i
 where i.event_id is not null and i.revoked_at is null
   and not exists (select from events.event_invitations o where o.invitation_id = i.id and o.event_id = i.event_id);

-- name: who_is_forgotten_helps_nowhere
-- Whoever was forgotten is of no team and helps at no event.
-- over: events.event_staff
select p.user_id as subject, format('%s of event %s', s.role, s.event_id) as detail
  from events.event_staff s
  join users.user_profiles p on p.user_id = s.user_id
 where p.erased_at is not null
union all
select p.user_id, format('%s of organization %s', m.role, m.org_id)
  from organizations.org_memberships m
  join users.user_profiles p on p.user_id = m.user_id
 where p.erased_at is not null;

-- name: sponsors_have_an_owner
-- A sponsor without an owner can be managed by nobody.
-- over: sponsorship.sponsors
select s.id as subject, s.name as detail
  from sponsorship.sponsors s
 where not exists (select from sponsorship.sponsor_members m where m.sponsor_id = s.id and m.role = 'owner');

-- name: packages_sold_are_counted
-- What a package says is sold is the number of sponsors who took it and were accepted.
-- over: sponsorship.sponsorship_packages
select p.id as subject, format('sold %s, sponsorships %s', p.sold, coalesce(s.taken, 0)) as detail
  from sponsorship.sponsorship_packages p
  left join (select x.package_id, count(*) filter (where x.status in ('accepted', 'live', 'completed')) as taken,
                    count(*) filter (where x.status <> 'cancelled') as asked
               from sponsorship.event_sponsorships x group by x.package_id) s on s.package_id = p.id
 where p.sold not between coalesce(s.taken, 0) and coalesce(s.asked, 0) or p.sold > p.inventory;

-- name: follows_have_a_target
-- What is followed is there, and is one thing.
-- over: users.follows
select f.id as subject, format('%s %s', f.target_type, f.target_id) as detail
  from users.follows f
  left join users.user_profiles u on f.target_type = 'user' and u.user_id = f.target_id
  left join organizations.organizations o on f.target_type = 'organization' and o.id = f.target_id
  left join events.events e on f.target_type = 'event' and e.id = f.target_id
 where num_nonnulls(u.user_id, o.id, e.id) <> 1;

-- name: things_sold_are_the_sellers
-- What is sold at an event belongs to the event's owner of now.
-- over: ticketing.orders
select o.id as subject, format('sold by %s, owned by %s', coalesce(o.seller_org_id, o.seller_user_id), e.owner_context_id) as detail
  from ticketing.orders o
  join events.events e on e.id = o.event_id
 where (o.seller_org_id, o.seller_user_id) is distinct from (e.owner_org_id, e.owner_user_id);

-- name: facts_are_relayed
-- A fact that waits for long has a relay that does not run; what should have followed did not.
-- over: showground.outbox
select b.id as subject, format('%s since %s', b.kind, b.created_at) as detail
  from showground.outbox b
 where b.relayed_at is null and b.created_at < now() - :patience::interval;

-- name: answers_are_kept_once
-- One key of one principal has one answer.
-- over: showground.idempotency_keys
select format('%s %s', k.principal, k.key) as subject, format('%s answers', count(*)) as detail
  from showground.idempotency_keys k
 group by k.principal, k.key
having count(*) > 1;

-- name: notices_are_processed
-- A notice of a provider that waits for long is money that nobody booked.
-- over: payments.inbox
select b.id as subject, format('%s since %s', b.kind, b.received_at) as detail
  from payments.inbox b
 where b.processed_at is null and b.received_at < now() - :patience::interval;

-- name: paid_orders_are_confirmed
-- Whoever bought was written to: a payment that was announced has its letter. Those of the time before letters have none.
-- over: showground.outbox where kind = 'payments.order_paid'
select o.id as subject, format('announced at %s', b.created_at) as detail
  from showground.outbox b
  join ticketing.orders o on o.id = (b.body ->> 'order')::uuid
  left join users.contacts c on c.user_id = o.user_id
 where b.kind = 'payments.order_paid' and o.paid_at is not null and coalesce(o.email, c.email) is not null
   and b.relayed_at < now() - :patience::interval
   and b.relayed_at > (select m.applied_at from showground.migrations m where m.name like '0020%')
   and not exists (select from messaging.mails x where x.dedupe_key = 'ticketing.order_paid:' || o.id);

-- name: letters_move_on
-- A letter that is due for long, or in hand for longer than its attempt may last, has no worker.
-- over: messaging.mails
select m.id as subject, format('%s since %s', m.status, coalesce(m.claimed_until, m.next_try_at)) as detail
  from messaging.mails m
 where coalesce(m.claimed_until, m.next_try_at) < now() - :patience::interval;

-- name: paid_orders_are_counted
-- What was sold is counted once: an order whose payment was announced, and each of its tickets. Those of the time before counting are not.
-- over: showground.outbox where kind = 'payments.order_paid'
select o.id as subject, format('orders %s, tickets %s of %s', c.orders, c.tickets, i.tickets) as detail
  from showground.outbox b
  join ticketing.orders o on o.id = (b.body ->> 'order')::uuid
 cross join lateral (select count(*) as tickets from ticketing.order_items x
                      where x.event_id = o.event_id and x.order_id = o.id and x.ticket_id is not null) i
 cross join lateral (select count(*) filter (where f.event_type = 'order.paid') as orders,
                            count(*) filter (where f.event_type = 'ticket_purchased') as tickets
                       from analytics.analytics_events f
                      where f.event_id = o.event_id and f.created_at = o.paid_at and f.properties ->> 'order' = o.id::text) c
 where b.kind = 'payments.order_paid' and o.paid_at is not null
   and b.relayed_at < now() - :patience::interval
   and b.relayed_at > (select m.applied_at from showground.migrations m where m.name like '0062%')
   and not exists (select from jobs.procrastinate_jobs j
                    where j.task_name = 'analytics.count_purchase' and j.status in ('todo', 'doing') and j.args -> 'fact' ->> 'order' = o.id::text)
   and (c.orders, c.tickets) is distinct from (1::bigint, i.tickets);

-- name: days_count_what_stands
-- An event's days count at least the showings and analytics events that stand; those that were dropped as old stay counted.
-- over: analytics.event_days
select format('%s %s %s', s.event_id, s.day, s.kind) as subject, format('counted %s, recorded %s', coalesce(d.facts, 0), s.facts) as detail
  from (select i.event_id, (i.created_at at time zone 'UTC')::date as day,
               case i.surface when 'event_page' then 'event.viewed' else 'event.shown' end as kind, count(*) as facts
          from analytics.event_impressions i group by 1, 2, 3
         union all
        select f.event_id, (f.created_at at time zone 'UTC')::date, f.event_type, count(*)
          from analytics.analytics_events f where f.event_id is not null and f.event_type <> 'event.viewed' group by 1, 2, 3) s
  left join analytics.event_days d on d.event_id = s.event_id and d.day = s.day and d.kind = s.kind
 where coalesce(d.facts, 0) < s.facts;
