-- name: offer
-- What is sold of an event, as the caller sees it; a tier's places are those of its scarcest pool.
select e.id, e.currency_code, e.owner_org_id, e.owner_user_id, s.fee_payer, p.fee_bps, coalesce(a.fixed_amount, 0) as fixed_amount, s.revision
  from events.events e
  join ticketing.sales_settings s on s.event_id = e.id
  join ticketing.fee_plans p on p.id = s.fee_plan_id
  left join ticketing.fee_plan_amounts a on a.plan_id = p.id and a.currency_code = e.currency_code
 where e.id = :event_id;

-- name: tiers_of_event
select t.id, t.name, t.description, t.price_amount, t.tax_bps, t.status, t.sales_start_at, t.sales_end_at, t.min_per_order, t.max_per_order,
       t.revision, (select min(case when not p.unlimited then greatest(0, p.capacity - p.held - p.sold) end)
                      from ticketing.tier_pools tp join ticketing.pools p on p.id = tp.pool_id
                     where tp.tier_id = t.id)::integer as left
  from ticketing.ticket_tiers t
 where t.event_id = :event_id
 order by t.sort_index, t.id;

-- name: add_tier
insert into ticketing.ticket_tiers (id, event_id, seller_org_id, seller_user_id, name, description, price_amount, currency_code, tax_bps,
                                    sales_start_at, sales_end_at, min_per_order, max_per_order, sort_index)
select :tier_id, e.id, e.owner_org_id, e.owner_user_id, :name, :description, :price_amount, e.currency_code, :tax_bps,
       :sales_start_at::timestamptz, :sales_end_at::timestamptz, :min_per_order, :max_per_order,
       (select count(*) from ticketing.ticket_tiers t where t.event_id = e.id)
  from events.events e where e.id = :event_id;

-- name: add_pool
-- A pool of its own for a tier, on the event's first date.
with made as (
    insert into ticketing.pools (id, event_id, occurrence_id, name, unlimited, capacity)
    select :pool_id, o.event_id, o.id, :name, :capacity::integer is null, coalesce(:capacity::integer, 0)
      from events.event_occurrences o where o.event_id = :event_id order by o.starts_at, o.id limit 1
    returning event_id, id
)
insert into ticketing.tier_pools (event_id, tier_id, pool_id) select event_id, :tier_id, id from made;

-- name: edit_tier
update ticketing.ticket_tiers
   set name = :name, description = :description, price_amount = :price_amount, tax_bps = :tax_bps, sales_start_at = :sales_start_at,
       sales_end_at = :sales_end_at, min_per_order = :min_per_order, max_per_order = :max_per_order
 where id = :tier_id;

-- name: set_tier_status
update ticketing.ticket_tiers set status = :status::text::ticketing.tier_status where id = :tier_id;

-- name: set_capacity
select ticketing.set_capacity(tp.pool_id, :capacity::integer) from ticketing.tier_pools tp where tp.tier_id = :tier_id;

-- name: edited_by_caller
select events.edited_by_caller(:event_id);

-- name: event_of_tier
select t.event_id from ticketing.ticket_tiers t where t.id = :tier_id;

-- name: sale_terms
-- How an event sells, or would when its first tier opens the sale. The example is the dearest ticket that costs something.
select e.id, e.currency_code, coalesce(s.fee_payer, 'buyer') as fee_payer, coalesce(p.fee_bps, 0) as fee_bps, coalesce(a.fixed_amount, 0) as fixed_amount,
       coalesce((select max(t.price_amount) from ticketing.ticket_tiers t where t.event_id = e.id and t.price_amount > 0),
                (select 20 * power(10, c.exponent)::bigint from ref.currencies c where c.code = e.currency_code)) as example_amount
  from events.events e
  left join ticketing.sales_settings s on s.event_id = e.id
  left join ticketing.fee_plans p on case when s.event_id is null then p.is_default else p.id = s.fee_plan_id end
  left join ticketing.fee_plan_amounts a on a.plan_id = p.id and a.currency_code = e.currency_code
 where e.id = :event_id;

-- name: terms_of_tier
-- What the audit log says of a tier before it changes.
select t.event_id, t.name, t.price_amount, round(t.price_amount / 10 ^ c.exponent::numeric, c.exponent)::text || ' ' || c.code, t.status::text
  from ticketing.ticket_tiers t
  join ref.currencies c on c.code = t.currency_code
 where t.id = :tier_id;

-- name: set_fee_payer
insert into ticketing.sales_settings (event_id, seller_org_id, seller_user_id, fee_plan_id, fee_payer)
select e.id, e.owner_org_id, e.owner_user_id, p.id, :payer::text::ticketing.fee_payer
  from events.events e, ticketing.fee_plans p
 where e.id = :event_id and p.is_default
    on conflict (event_id) do update set fee_payer = excluded.fee_payer;

-- name: open_sales
-- The settings with which an event starts to sell: the default fee plan, paid by the buyer.
insert into ticketing.sales_settings (event_id, seller_org_id, seller_user_id, fee_plan_id)
select e.id, e.owner_org_id, e.owner_user_id, p.id
  from events.events e, ticketing.fee_plans p
 where e.id = :event_id and p.is_default
    on conflict (event_id) do nothing;

-- name: hold_cart
select ticketing.hold_cart(:cart_id, :event_id, :buyer, :secret_hash, :tiers::uuid[], :quantities::integer[], :hold_for::interval);

-- name: cart
-- A cart is live until its time is over or one of its holds has ended. Proved by its person or by its secret.
select c.id, c.event_id, c.user_id, coalesce(o.expires_at, c.expires_at) as expires_at,
       coalesce(o.expires_at, c.expires_at) > now()
       and not exists (select from ticketing.holds h where h.cart_id = c.id and h.state <> 'active') as live, o.id as order_id
  from ticketing.carts c
  left join ticketing.orders o on o.cart_id = c.id
 where c.id = :cart_id and (c.user_id = :user_id::uuid or c.secret_hash = :secret_hash::bytea);

-- name: cart_lines
select l.tier_id, t.name, l.quantity, t.price_amount
  from ticketing.cart_lines l join ticketing.ticket_tiers t on t.id = l.tier_id
 where l.cart_id = :cart_id
 order by t.sort_index, t.id;

-- name: release_cart
select ticketing.release_cart(:cart_id);

-- name: release_abandoned
select r.orders, r.places from ticketing.release_abandoned(:event_id::uuid, :older_than::interval, :most::integer, :dry_run::boolean) r;

-- name: scan
select s.n, s.scan_id, s.verdict, s.ticket_id, s.holder_name, s.tier_name, s.scanned_at, s.first_admitted_at, s.first_gate_name
  from ticketing.scan(:requests) s;
