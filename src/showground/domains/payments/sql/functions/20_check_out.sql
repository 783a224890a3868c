-- The purchase command for a batch of buyers in one transaction: reads what is on offer, stores each answer under its idempotency key,
-- writes orders, units, tickets (when nothing is due) or payments and holds, and touches the pools last.
--
-- Each buyer's right is proved here: the event is published and shown to him, the tiers are on sale at the revision he was shown.
-- Verdicts: `ok` and `replay` come with the response; `retry` means that the batch wants more places than are left and the purchase must be
-- tried alone; others name a fault. SG001 is raised when a pool filled up meanwhile: run again with `lock_first`.
-- `languages` are those of the buyers, by the number of the purchase.
create function payments.check_out(orders payments.checkout_order[], units payments.checkout_unit[], pay_within interval, lock_first boolean,
                                   languages text[] default '{}')
    returns table (n integer, verdict text, response jsonb)
    language plpgsql volatile security definer
    set search_path = ''
    set plan_cache_mode = 'force_generic_plan'                -- planned once a session: planning cost more than selling
    set enable_seqscan = off                                  -- a batch touches some rows of tables of any size: always by index
    set enable_hashjoin = off
as $$
#variable_conflict use_column
declare
    wanted    uuid[];
    good      integer[];
    fresh     integer[];
    verdicts  jsonb;
    ends      timestamptz := now() + pay_within;
    touched   integer;
    asked     integer;
begin
    -- holds before pools, as everywhere: whoever reclaims places skips a hold that is locked
    perform 1 from ticketing.holds h
      where h.cart_id in (select o.cart_id from unnest(orders) o where o.cart_exists)
      order by h.pool_id, h.cart_id for no key update;
    if lock_first then
        select array_agg(distinct tp.pool_id) into wanted
          from unnest(units) u join ticketing.tier_pools tp on tp.tier_id = u.tier_id;
        perform 1 from ticketing.pools p where p.id = any(wanted) order by p.id for no key update;
        perform ticketing.reclaim_places(wanted);
    end if;

    -- 1 what stands against each purchase, stock aside
    with tiers as (
        select u.n, bool_or(t.id is null) as strange,
               bool_or(t.revision <> u.tier_revision or t.price_amount <> u.price_amount) as changed,
               bool_or(t.status <> 'on_sale' or t.sales_start_at > now() or t.sales_end_at <= now()) as closed
          from unnest(units) u
          join unnest(orders) o on o.n = u.n
          left join ticketing.ticket_tiers t on t.id = u.tier_id and t.event_id = o.event_id
         group by u.n
    ), crowded as (
        select distinct c.n from (select u.n, u.tier_id, count(*) as count from unnest(units) u group by u.n, u.tier_id) c
          join ticketing.ticket_tiers t on t.id = c.tier_id
         where c.count not between t.min_per_order and t.max_per_order
    ), needs as (
        select u.n, tp.pool_id, count(*)::integer as places
          from unnest(units) u join ticketing.tier_pools tp on tp.tier_id = u.tier_id
         group by u.n, tp.pool_id
    ), carts as (
        select o.n, c.id is null as missing,
               exists (select from ticketing.orders x where x.cart_id = o.cart_id) as used,
               exists (select from needs d
                        where d.n = o.n
                          and not exists (select from ticketing.holds h
                                           where h.cart_id = o.cart_id and h.pool_id = d.pool_id
                                             and h.state = 'active' and h.places = d.places))
               or exists (select from ticketing.holds h
                           where h.cart_id = o.cart_id
                             and not exists (select from needs d where d.n = o.n and d.pool_id = h.pool_id)) as ended
          from unnest(orders) o
          left join ticketing.carts c on c.id = o.cart_id and c.event_id = o.event_id
               and (c.user_id = o.buyer or c.secret_hash = o.cart_secret)
         where o.cart_exists
    ), room as (
        select d.n,
               bool_or(not p.unlimited and d.places > p.capacity - p.held - p.sold
                       + case when lock_first then 0 else coalesce(x.late, 0) end) as none,
               bool_or(not p.unlimited and sum_before > p.capacity - p.held - p.sold) as short
          from (select d.*, sum(d.places) over (partition by d.pool_id order by d.n) as sum_before
                  from needs d join unnest(orders) o on o.n = d.n and not o.cart_exists) d
          join ticketing.pools p on p.id = d.pool_id
          left join lateral (select sum(h.places) as late from ticketing.holds h
                              where h.pool_id = p.id and h.state = 'active' and h.expires_at <= now() and not lock_first) x on true
         group by d.n
    )
    select jsonb_object_agg(o.n, case
               when k.key is not null then case when k.request = o.request then 'replay' else 'key_reused' end
               when e.id is null then 'no_such_event'
               when o.organization_id is not null
                    and not exists (select from organizations.org_memberships m where m.org_id = o.organization_id and m.user_id = o.buyer)
                    then 'not_a_member'
               when e.status <> 'published' or e.ends_at <= now() or t.closed then 'not_on_sale'
               when t.n is null or t.strange then 'no_such_tier'
               when t.changed or s.revision is distinct from o.settings_revision then 'price_changed'
               when q.n is not null then 'quantity'
               when c.missing then 'no_such_cart'
               when c.used then 'cart_used'
               when c.ended then 'hold_expired'
               when r.none then 'sold_out'
               when r.short then 'retry'
               else 'ok' end)
      into verdicts
      from unnest(orders) o
      left join showground.idempotency_keys k on k.principal = o.principal and k.key = o.key
      left join events.events e on e.id = o.event_id and e.status not in ('draft', 'scheduled')
           and (e.visibility = 'public'
                or e.owner_user_id = o.buyer
                or exists (select from events.event_access a where a.event_id = e.id and a.user_id = o.buyer)
                or exists (select from organizations.org_memberships m where m.org_id = e.owner_org_id and m.user_id = o.buyer)
                or (e.visibility = 'unlisted'
                    and exists (select from events.event_links l where l.event_id = e.id and l.link_token_hash = o.link)))
      left join ticketing.sales_settings s on s.event_id = o.event_id
      left join tiers t on t.n = o.n
      left join crowded q on q.n = o.n
      left join carts c on c.n = o.n
      left join room r on r.n = o.n;
    select coalesce(array_agg(v.key::integer), '{}') into good from jsonb_each_text(verdicts) v where v.value = 'ok';

    -- 2 the answers, final at once; a concurrent twin waits here and drops out
    with kept as (
        insert into showground.idempotency_keys (principal, key, request, status, response)
        select distinct on (o.principal, o.key) o.principal, o.key, o.request, 201,
               o.response::jsonb || jsonb_build_object('expires_at', case when o.payment_id is not null then ends end)
          from unnest(orders) o
         where o.n = any(good)
         order by o.principal, o.key, o.n
            on conflict do nothing
        returning principal, key
    )
    select coalesce(array_agg(distinct f.n), '{}') into fresh
      from (select min(o.n) as n from kept k join unnest(orders) o on o.principal = k.principal and o.key = k.key
             where o.n = any(good) group by k.principal, k.key) f;

    -- 3 the purchases
    insert into ticketing.carts (id, event_id, user_id, secret_hash, expires_at)
    select o.cart_id, o.event_id, o.buyer, o.cart_secret, ends
      from unnest(orders) o where o.n = any(fresh) and not o.cart_exists;

    insert into ticketing.orders (id, event_id, user_id, organization_id, seller_org_id, seller_user_id, cart_id, status, email, contact_name,
                                  subtotal_amount, tax_amount, fee_amount, fee_payer, total_amount, currency_code, expires_at, paid_at, language)
    select o.order_id, o.event_id, o.buyer, o.organization_id, e.owner_org_id, e.owner_user_id, o.cart_id,
           case when o.payment_id is null then 'paid' else 'pending' end::ticketing.order_status, o.email, o.contact_name,
           s.price, s.tax, s.fee, o.fee_payer, s.total, e.currency_code,
           case when o.payment_id is not null then ends end, case when o.payment_id is null then now() end,
           coalesce(languages[o.n], 'en')
      from unnest(orders) o
      join events.events e on e.id = o.event_id
      join (select u.n, sum(u.price_amount) as price, sum(u.tax_amount) as tax, sum(u.fee_amount) as fee, sum(u.total_amount) as total
              from unnest(units) u group by u.n) s on s.n = o.n
     where o.n = any(fresh);

    insert into ticketing.tickets (id, event_id, tier_id, owner_user_id, seller_org_id, seller_user_id, code, secret, holder_name)
    select u.ticket_id, o.event_id, u.tier_id, o.buyer, e.owner_org_id, e.owner_user_id, u.code, u.secret, o.contact_name
      from unnest(orders) o
      join unnest(units) u on u.n = o.n
      join events.events e on e.id = o.event_id
     where o.n = any(fresh) and o.payment_id is null;

    insert into ticketing.order_items (id, order_id, event_id, tier_id, ticket_id, seller_org_id, seller_user_id,
                                       price_amount, tax_amount, fee_amount, total_amount)
    select u.item_id, o.order_id, o.event_id, u.tier_id, case when o.payment_id is null then u.ticket_id end, e.owner_org_id, e.owner_user_id,
           u.price_amount, u.tax_amount, u.fee_amount, u.total_amount
      from unnest(orders) o
      join unnest(units) u on u.n = o.n
      join events.events e on e.id = o.event_id
     where o.n = any(fresh);

    insert into payments.payments (id, order_id, event_id, seller_org_id, seller_user_id, provider, currency_code, amount)
    select o.payment_id, o.order_id, o.event_id, x.seller_org_id, x.seller_user_id, o.provider, x.currency_code, x.total_amount
      from unnest(orders) o join ticketing.orders x on x.id = o.order_id
     where o.n = any(fresh) and o.payment_id is not null;

    insert into ticketing.holds (cart_id, pool_id, event_id, places, expires_at)
    select o.cart_id, tp.pool_id, o.event_id, count(*), ends
      from unnest(orders) o
      join unnest(units) u on u.n = o.n
      join ticketing.tier_pools tp on tp.tier_id = u.tier_id
     where o.n = any(fresh) and not o.cart_exists and o.payment_id is not null
     group by o.cart_id, tp.pool_id, o.event_id;

    update ticketing.holds h
       set expires_at = case when o.payment_id is null then h.expires_at else ends end,
           state = case when o.payment_id is null then 'consumed' else h.state end
      from unnest(orders) o
     where o.n = any(fresh) and o.cart_exists and h.cart_id = o.cart_id and h.state = 'active';

    insert into events.event_access (event_id, user_id, reason)
    select distinct o.event_id, o.buyer, 'holder'::events.access_reason
      from unnest(orders) o
     where o.n = any(fresh) and o.payment_id is null and o.buyer is not null
     order by 2, 1
        on conflict do nothing;

    insert into showground.outbox (id, kind, body, actor)
    select o.fact_id, case when o.payment_id is null then 'payments.order_paid' else 'payments.payment_opened' end,
           jsonb_build_object('order', o.order_id, 'event', o.event_id, 'payment', o.payment_id), o.buyer
      from unnest(orders) o where o.n = any(fresh);

    -- 4 the pools, last, in one lock order
    with needs as (
        select tp.pool_id,
               count(*) filter (where o.payment_id is null) as sells,
               count(*) filter (where o.payment_id is null and o.cart_exists) as frees,
               count(*) filter (where o.payment_id is not null and not o.cart_exists) as holds
          from unnest(orders) o
          join unnest(units) u on u.n = o.n
          join ticketing.tier_pools tp on tp.tier_id = u.tier_id
         where o.n = any(fresh)
         group by tp.pool_id
        having count(*) filter (where o.payment_id is null or not o.cart_exists) > 0
    ), locked as (
        select p.id from ticketing.pools p where p.id in (select d.pool_id from needs d) order by p.id for no key update
    ), changed as (
        update ticketing.pools p set sold = p.sold + d.sells, held = p.held + d.holds - d.frees
          from needs d, locked l
         where p.id = d.pool_id and l.id = p.id
           and (p.unlimited or p.held + p.sold + d.sells + d.holds - d.frees <= p.capacity)
        returning p.id
    )
    select (select count(*) from changed), (select count(*) from needs) into touched, asked;
    if touched <> asked then
        raise exception 'sold out' using errcode = 'SG001';
    end if;

    -- 5 the answers, those of a twin among them
    return query
    select o.n,
           case when o.n = any(fresh) then 'ok'
                when k.key is null then v.value
                when k.request = o.request then 'replay'
                else 'key_reused' end,
           case when k.request = o.request then k.response end
      from unnest(orders) o
      join jsonb_each_text(verdicts) v on v.key = o.n::text
      left join showground.idempotency_keys k on k.principal = o.principal and k.key = o.key
     order by o.n;
end $$;
comment on function payments.check_out is 'gate: purchases for verified buyers';
