-- name: paid_orders_have_a_ticket_for_each_unit
select i.id from ticketing.order_items i join ticketing.orders o on o.id = i.order_id
 where (o.status = 'paid') <> (i.ticket_id is not null) and i.tier_id is not null;

-- name: tickets_belong_to_one_unit
select t.id from ticketing.tickets t
 where (select count(*) from ticketing.order_items i where i.event_id = t.event_id and i.ticket_id = t.id and i.tier_id = t.tier_id) <> 1;

-- name: tickets_belong_to_the_buyer
select t.id from ticketing.tickets t join ticketing.order_items i on i.ticket_id = t.id join ticketing.orders o on o.id = i.order_id
 where t.owner_user_id is distinct from o.user_id;

-- name: orders_are_the_sum_of_their_units
select o.id from ticketing.orders o
  join (select order_id, sum(price_amount) as price, sum(tax_amount) as tax, sum(fee_amount) as fee, sum(total_amount) as total
          from ticketing.order_items group by 1) i on i.order_id = o.id
 where (o.subtotal_amount, o.tax_amount, o.fee_amount, o.total_amount) is distinct from (i.price, i.tax, i.fee, i.total);

-- name: units_cost_what_their_tier_costs
select i.id from ticketing.order_items i join ticketing.ticket_tiers t on t.id = i.tier_id where i.price_amount <> t.price_amount;

-- name: pools_count_the_tickets_that_are_valid
select p.id from ticketing.pools p
  left join (select tp.pool_id, count(*) from ticketing.tier_pools tp join ticketing.tickets t on t.tier_id = tp.tier_id
              where t.status = 'valid' group by 1) s on s.pool_id = p.id
 where p.sold <> coalesce(s.count, 0);

-- name: pools_count_the_places_that_are_held
select p.id from ticketing.pools p
  left join (select h.pool_id, sum(h.places) as places from ticketing.holds h where h.state = 'active' group by 1) h on h.pool_id = p.id
 where p.held <> coalesce(h.places, 0);

-- name: holds_are_what_the_cart_needs
select h.cart_id from ticketing.holds h
 where h.places <> (select sum(l.quantity) from ticketing.cart_lines l join ticketing.tier_pools tp on tp.tier_id = l.tier_id
                     where l.cart_id = h.cart_id and tp.pool_id = h.pool_id);

-- name: holders_may_see_their_event
select t.id from ticketing.tickets t
 where t.owner_user_id is not null
   and not exists (select from events.event_access a where a.event_id = t.event_id and a.user_id = t.owner_user_id and a.reason = 'holder');

-- name: what_costs_is_paid
select o.id from ticketing.orders o
 where o.status = 'paid' and o.total_amount <> coalesce((select sum(p.captured_amount) from payments.payments p where p.order_id = o.id), 0);

-- name: refunds_are_what_the_payment_says
select p.id from payments.payments p
  left join (select payment_id, sum(amount) filter (where status = 'done') as done, sum(amount) filter (where status = 'pending') as waiting
               from payments.refunds group by 1) r on r.payment_id = p.id
 where (p.refunded_amount, p.refund_pending_amount) is distinct from (coalesce(r.done, 0)::bigint, coalesce(r.waiting, 0)::bigint);

-- name: refunds_are_the_sum_of_their_lines
select r.id from payments.refunds r where r.amount <> (select sum(l.amount) from payments.refund_lines l where l.refund_id = r.id);

-- name: refunded_tickets_are_cancelled
select t.id from payments.refund_lines l join ticketing.order_items i on i.id = l.order_item_id join ticketing.tickets t on t.id = i.ticket_id
 where t.status <> 'cancelled';

-- name: sales_are_posted_once_and_whole
select p.id from payments.payments p
  left join payments.journals j on j.source_type = 'payment' and j.source_id = p.id and j.kind = 'sale'
  left join (select journal_id, sum(amount) as amount from payments.transfers group by 1) t on t.journal_id = j.id
 where (case when p.status = 'captured' then p.amount end) is distinct from t.amount;

-- name: clearing_holds_what_came_in_and_did_not_go_out
select a.id from payments.accounts a
 where a.kind = 'provider_clearing'
   and coalesce((select sum(case when t.debit_account = a.id then t.amount else -t.amount end)
                   from payments.transfers t where a.id in (t.debit_account, t.credit_account)), 0)
       <> coalesce((select sum(p.captured_amount - p.refunded_amount) from payments.payments p where p.currency_code = a.currency_code), 0)
        + coalesce((select sum(s.amount) from sponsorship.event_sponsorships s
                     where s.currency_code = a.currency_code and s.payment_transaction_id is not null), 0)
        + coalesce((select sum(l.amount) from payments.org_wallet_transactions l
                     where l.currency_code = a.currency_code and l.kind = 'payout'), 0);

-- name: wallets_agree_with_their_account
select w.id from payments.org_wallets w
 where coalesce((select sum(l.amount) from payments.org_wallet_transactions l where l.wallet_id = w.id), 0)
       <> coalesce((select sum(case when t.credit_account = w.account_id then t.amount else -t.amount end)
                      from payments.transfers t where w.account_id in (t.debit_account, t.credit_account)), 0);

-- name: admissions_come_from_an_admitting_scan
select a.id from ticketing.admissions a join ticketing.scan_logs s on s.id = a.scan_id
 where s.verdict <> 'admitted' or s.ticket_id is distinct from a.ticket_id;

-- name: admitting_scans_make_an_admission
select s.id from ticketing.scan_logs s
 where s.verdict = 'admitted' and not exists (select from ticketing.admissions a where a.scan_id = s.id);

-- name: packages_count_what_was_taken
select p.id from sponsorship.sponsorship_packages p
 where p.sold <> (select count(*) from sponsorship.event_sponsorships s where s.package_id = p.id and s.status <> 'cancelled');

-- name: sponsorships_are_paid_by_a_line_of_the_seller
select s.id from sponsorship.event_sponsorships s
  join payments.org_wallet_transactions l on l.id = s.payment_transaction_id
  join payments.org_wallets w on w.id = l.wallet_id
 where (l.amount, l.kind::text, l.related_event_id, w.org_id, w.user_id)
       is distinct from (s.amount, 'sponsorship', s.event_id, s.seller_org_id, s.seller_user_id);

-- name: organizations_have_an_owner
select o.id from organizations.organizations o
 where not exists (select from organizations.org_memberships m where m.org_id = o.id and m.role = 'owner');

-- name: nothing_has_happened_yet_to_come
select o.id from ticketing.orders o where o.created_at > now() or o.paid_at > now()
 union all
select s.id from ticketing.scan_logs s where s.created_at > now()
 union all
select p.id from events.event_posts p where p.created_at > now()
 union all
select m.id from messaging.direct_messages m where m.created_at > now();

-- name: facts_stand_in_their_month
select id from analytics.event_impressions_default
 union all
select id from analytics.post_impressions_default
 union all
select id from analytics.ad_impressions_default
 union all
select id from analytics.ad_clicks_default
 union all
select id from analytics.analytics_events_default;
