-- name: hindrances
-- As the service: what others would lose with the person. The balance of a wallet is its last snapshot and the lines since.
select 'last_owner' as code, o.name
  from organizations.org_memberships m
  join organizations.organizations o on o.id = m.org_id
 where m.user_id = :person and m.role = 'owner'
   and not exists (select from organizations.org_memberships x where x.org_id = m.org_id and x.role = 'owner' and x.user_id <> m.user_id)
union all
select 'last_owner', s.name
  from sponsorship.sponsor_members m
  join sponsorship.sponsors s on s.id = m.sponsor_id
 where m.user_id = :person and m.role = 'owner'
   and not exists (select from sponsorship.sponsor_members x where x.sponsor_id = m.sponsor_id and x.role = 'owner' and x.user_id <> m.user_id)
union all
select 'tickets_sold', e.title
  from events.events e
 where e.owner_user_id = :person and e.ends_at > now() and e.status <> 'cancelled'
   and exists (select from ticketing.tickets k where k.event_id = e.id and k.status = 'valid')
union all
select 'money', w.currency_code
  from payments.org_wallets w
  left join lateral (select n.balance, n.before from payments.wallet_snapshots n where n.wallet_id = w.id order by n.before desc limit 1) s on true
 where w.user_id = :person
   and coalesce(s.balance, 0) + coalesce((select sum(l.amount) from payments.org_wallet_transactions l
                                           where l.wallet_id = w.id and (s.before is null or l.xact >= s.before)), 0) <> 0
union all
select 'money_on_its_way', y.currency_code
  from payments.payments y
 where y.seller_user_id = :person and (y.status in ('created', 'pending') and y.created_at > now() - interval '1 day' or y.refund_pending_amount > 0)
 group by y.currency_code
 order by 1, 2;
