-- name: wallets_of_caller
-- The balance is the last snapshot and the lines since; `pending` is what buyers have still to pay within their time.
select w.id, case when w.user_id is null then 'organization' else 'user' end, coalesce(w.org_id, w.user_id), coalesce(o.name, p.display_name),
       w.currency_code,
       coalesce(s.balance, 0) + coalesce((select sum(l.amount)
                                            from payments.org_wallet_transactions l
                                           where l.wallet_id = w.id and (s.before is null or l.xact >= s.before)), 0)::bigint,
       coalesce((select sum(y.amount)
                   from payments.payments y
                  where y.status in ('created', 'pending') and y.created_at > now() - interval '1 day' and y.currency_code = w.currency_code
                    and (y.seller_org_id = w.org_id or y.seller_user_id = w.user_id)), 0)::bigint,
       w.created_at
  from payments.org_wallets w
  left join organizations.organizations o on o.id = w.org_id
  left join users.user_profiles p on p.user_id = w.user_id
  left join lateral (select n.balance, n.before from payments.wallet_snapshots n where n.wallet_id = w.id order by n.before desc limit 1) s on true
 where w.user_id = (select auth.uid()) or w.org_id in (select organizations.ids_of_caller('admin'))
 order by w.currency_code, w.id;

-- name: lines_of_wallet
-- Newest first, keyset paged; each with the balance after it, counted down from the balance above the page. One statement: figures agree.
with page as (
    select l.id, l.created_at, l.kind, l.amount, l.currency_code, l.related_order_id, l.related_event_id
      from payments.org_wallet_transactions l
     where l.wallet_id = :wallet_id
       and (l.created_at, l.id) < (:before::timestamptz, :before_id::uuid)
     order by l.created_at desc, l.id desc
     limit :limit
), top as (
    select coalesce(sum(l.amount), 0) as balance
      from payments.org_wallet_transactions l
     where l.wallet_id = :wallet_id and (l.created_at, l.id) < (:before::timestamptz, :before_id::uuid)
)
select g.id, g.created_at, g.kind, g.amount, g.currency_code, g.related_order_id, g.related_event_id,
       e.title,
       (t.balance - coalesce(sum(g.amount) over (order by g.created_at desc, g.id desc rows between unbounded preceding and 1 preceding), 0))::bigint
  from page g
 cross join top t
  left join events.events e on e.id = g.related_event_id
 order by g.created_at desc, g.id desc;

-- name: income_by_day
-- Every day since then in UTC, also those on which nothing came in.
select d::date, coalesce(sum(l.amount) filter (where l.amount > 0), 0)::bigint
  from generate_series((:since::timestamptz at time zone 'UTC')::date, (now() at time zone 'UTC')::date, interval '1 day') d
  left join payments.org_wallet_transactions l
    on l.wallet_id = :wallet_id and l.created_at >= :since and (l.created_at at time zone 'UTC')::date = d::date
 group by 1
 order by 1;

-- name: sums_of_wallet
-- What came in and went out since then. Fees are those that were kept of the sales before they came in, and those charged by themselves.
select coalesce(sum(l.amount) filter (where l.kind in ('sale', 'sponsorship')), 0)::bigint,
       coalesce(-sum(l.amount) filter (where l.kind = 'fee'), 0)::bigint
       + coalesce((select sum(o.fee_amount)
                     from ticketing.orders o
                    where o.fee_payer = 'organizer'
                      and o.id in (select x.related_order_id from payments.org_wallet_transactions x
                                    where x.wallet_id = :wallet_id and x.created_at >= :since and x.kind = 'sale')), 0)::bigint,
       coalesce(-sum(l.amount) filter (where l.kind = 'refund'), 0)::bigint
  from payments.org_wallet_transactions l
 where l.wallet_id = :wallet_id and l.created_at >= :since;
