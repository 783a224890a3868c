-- After the run: what counters say against what rows say. Each line: what was looked at, how many, how many disagree.
select 'pools: sold against valid tickets' as what, count(*) as examined, count(*) filter (where p.sold <> coalesce(t.valid, 0)) as wrong
  from ticketing.pools p
  left join (select tp.pool_id, count(*) as valid
               from ticketing.tickets k join ticketing.tier_pools tp on tp.tier_id = k.tier_id
              where k.status = 'valid' group by tp.pool_id) t on t.pool_id = p.id
union all
select 'pools: held against active holds', count(*), count(*) filter (where p.held <> coalesce(h.places, 0))
  from ticketing.pools p
  left join (select pool_id, sum(places) as places from ticketing.holds where state = 'active' group by pool_id) h on h.pool_id = p.id
union all
select 'paid orders: every unit has its ticket', count(*), count(*) filter (where i.missing > 0 or i.order_id is null)
  from ticketing.orders o
  left join (select order_id, count(*) filter (where ticket_id is null) as missing from ticketing.order_items group by order_id) i
    on i.order_id = o.id
 where o.status = 'paid'
union all
select 'captured payments: one journal of their amount', count(*), count(*) filter (where j.posted is distinct from p.amount::bigint)
  from payments.payments p
  left join (select s.source_id, sum(t.amount) as posted
               from payments.journals s join payments.transfers t on t.journal_id = s.id
              where s.kind = 'sale' group by s.source_id) j on j.source_id = p.id
 where p.status = 'captured'
union all
select 'tickets: admitted once at most', count(*), count(*) filter (where a.times > 1)
  from (select ticket_id, count(*) as times from ticketing.admissions where undone_at is null group by ticket_id) a;
