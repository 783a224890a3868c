-- Turns captured payments into paid orders with tickets, ledger lines, wallet lines and facts, all in one transaction; touches the pools last.
--
-- Outcomes: `settled`; `duplicate` (it was captured before: nothing changes); `mismatch` (other amount or currency: nothing changes);
-- `alone` (the hold is gone: call again with this payment only); `late` (alone, and its places could be taken again: settled all the same);
-- `refund` (alone, and its places are gone: the money is captured and a refund is due).
create function payments.settle(settlements payments.settlement[], new_tickets payments.settlement_ticket[])
    returns table (n integer, outcome text, order_id uuid, event_id uuid)
    language plpgsql volatile security definer
    set search_path = ''
    set plan_cache_mode = 'force_generic_plan'                -- planned once a session: planning cost more than selling
    set enable_seqscan = off                                  -- a batch touches some rows of tables of any size: always by index
    set enable_hashjoin = off
as $$
#variable_conflict use_column
declare
    outcomes  jsonb;
    good      integer[];
    wanted    uuid[];
    touched   integer;
    asked     integer;
begin
    perform 1 from payments.payments p
      where p.id in (select s.payment_id from unnest(settlements) s) order by p.id for no key update;
    perform 1 from ticketing.orders o
      where o.id in (select p.order_id from unnest(settlements) s join payments.payments p on p.id = s.payment_id)
      order by o.id for no key update;
    perform 1 from ticketing.holds h                          -- whoever reclaims places skips them from here on
      where h.cart_id in (select o.cart_id from unnest(settlements) s
                            join payments.payments p on p.id = s.payment_id
                            join ticketing.orders o on o.id = p.order_id)
      order by h.pool_id, h.cart_id for no key update;

    select jsonb_object_agg(s.n, case
               when p.id is null then 'unknown'
               when p.status = 'captured' or s.turn > 1 then 'duplicate'
               when p.amount <> s.amount or p.currency_code <> s.currency then 'mismatch'
               when o.status = 'pending'
                    and not exists (select from ticketing.holds h where h.cart_id = o.cart_id and h.state <> 'active') then 'settled'
               when cardinality(settlements) > 1 then 'alone'
               else 'late' end)
      into outcomes
      from (select s.*, row_number() over (partition by s.payment_id order by s.n) as turn from unnest(settlements) s) s
      left join payments.payments p on p.id = s.payment_id
      left join ticketing.orders o on o.id = p.order_id;

    if outcomes = jsonb_build_object(settlements[1].n, 'late') then
        outcomes := jsonb_build_object(settlements[1].n, payments.retake_places(settlements[1]));
    end if;
    select coalesce(array_agg(v.key::integer), '{}') into good from jsonb_each_text(outcomes) v where v.value in ('settled', 'late');

    update payments.payments p
       set status = 'captured', captured_amount = p.amount, captured_at = now(), provider_ref = s.provider_ref
      from unnest(settlements) s where s.n = any(good) and p.id = s.payment_id;

    with due as (
        select s.n, i.id as item_id, i.tier_id, o.event_id, o.user_id, o.seller_org_id, o.seller_user_id, o.contact_name,
               row_number() over (partition by s.n order by i.id) as position
          from unnest(settlements) s
          join payments.payments p on p.id = s.payment_id
          join ticketing.orders o on o.id = p.order_id
          join ticketing.order_items i on i.order_id = o.id and i.event_id = o.event_id
         where s.n = any(good) and i.tier_id is not null
    ), issued as (
        insert into ticketing.tickets (id, event_id, tier_id, owner_user_id, seller_org_id, seller_user_id, code, secret, holder_name)
        select t.ticket_id, d.event_id, d.tier_id, d.user_id, d.seller_org_id, d.seller_user_id, t.code, t.secret, d.contact_name
          from due d join unnest(new_tickets) t on t.n = d.n and t.position = d.position
        returning id
    )
    update ticketing.order_items i set ticket_id = t.ticket_id
      from due d join unnest(new_tickets) t on t.n = d.n and t.position = d.position
     where i.id = d.item_id and (select count(*) from issued) >= 0;

    update ticketing.orders o set status = 'paid', paid_at = now()
      from unnest(settlements) s join payments.payments p on p.id = s.payment_id
     where s.n = any(good) and o.id = p.order_id;

    if exists (select from unnest(settlements) s join payments.payments p on p.id = s.payment_id
                 join ticketing.order_items i on i.order_id = p.order_id and i.event_id = p.event_id
                where s.n = any(good) and i.ticket_id is null and i.tier_id is not null) then
        raise exception 'fewer new tickets were given than the orders have units';
    end if;

    insert into events.event_access (event_id, user_id, reason)
    select distinct o.event_id, o.user_id, 'holder'::events.access_reason
      from unnest(settlements) s
      join payments.payments p on p.id = s.payment_id
      join ticketing.orders o on o.id = p.order_id
     where s.n = any(good) and o.user_id is not null
     order by 2, 1
        on conflict do nothing;

    perform payments.open_accounts(settlements);
    perform payments.post_sales(settlements, good);

    insert into showground.outbox (id, kind, body)
    select s.fact_id, 'payments.order_paid', jsonb_build_object('order', p.order_id, 'event', p.event_id, 'payment', p.id)
      from unnest(settlements) s join payments.payments p on p.id = s.payment_id
     where s.n = any(good);

    update payments.inbox b set processed_at = now(), outcome = v.value
      from unnest(settlements) s join jsonb_each_text(outcomes) v on v.key = s.n::text
     where b.id = s.inbox_id and v.value <> 'alone' and b.processed_at is null;

    -- the pools, last: those retaken late were sold there and then
    with consumed as (
        update ticketing.holds h set state = 'consumed'
          from unnest(settlements) s
          join payments.payments p on p.id = s.payment_id
          join ticketing.orders o on o.id = p.order_id
         where s.n = any(good) and h.cart_id = o.cart_id and h.state = 'active'
        returning h.pool_id, h.places
    ), needs as (
        select c.pool_id, sum(c.places)::integer as places from consumed c group by c.pool_id
    ), locked as (
        select p.id from ticketing.pools p where p.id in (select d.pool_id from needs d) order by p.id for no key update
    ), changed as (
        update ticketing.pools p set held = p.held - d.places, sold = p.sold + d.places
          from needs d, locked l where p.id = d.pool_id and l.id = p.id
        returning p.id
    )
    select (select count(*) from changed), (select count(*) from needs) into touched, asked;
    if touched <> asked then
        raise exception 'a pool of a hold is missing';
    end if;

    return query
    select s.n, v.value, p.order_id, p.event_id
      from unnest(settlements) s
      join jsonb_each_text(outcomes) v on v.key = s.n::text
      left join payments.payments p on p.id = s.payment_id
     order by s.n;
end $$;
comment on function payments.settle is 'gate: captured payments, from notices that were verified before';

-- Makes the accounts and the wallet that postings of these payments need, where they are absent.
create function payments.open_accounts(settlements payments.settlement[]) returns void
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    with due as (
        select s.n, s.wallet_id, p.seller_org_id, p.seller_user_id, p.currency_code
          from unnest(settlements) s join payments.payments p on p.id = s.payment_id
    ), wanted as (
        select distinct k.kind, d.currency_code, null::uuid as org_id, null::uuid as user_id
          from due d cross join unnest(array['provider_clearing', 'platform_fee', 'refund_clearing']::payments.account_kind[]) k (kind)
        union
        select 'wallet', d.currency_code, d.seller_org_id, d.seller_user_id from due d
    )
    insert into payments.accounts (kind, currency_code, org_id, user_id)
    select w.kind, w.currency_code, w.org_id, w.user_id
      from wanted w
     where not exists (select from payments.accounts a                  -- the platform's: one of a kind and currency
                        where a.kind = nullif(w.kind, 'wallet') and a.currency_code = w.currency_code)
       and not exists (select from payments.accounts a                  -- `is not distinct from` would read the wallets of everybody
                        where a.kind = 'wallet' and a.currency_code = w.currency_code and (a.org_id = w.org_id or a.user_id = w.user_id))
     order by 1, 2, 3, 4
        on conflict do nothing;

    insert into payments.org_wallets (id, org_id, user_id, account_id, currency_code)
    select distinct on (a.id) s.wallet_id, a.org_id, a.user_id, a.id, a.currency_code
      from unnest(settlements) s
      join payments.payments p on p.id = s.payment_id
      join payments.accounts a on a.kind = 'wallet' and a.currency_code = p.currency_code
           and (a.org_id = p.seller_org_id or a.user_id = p.seller_user_id)
     where not exists (select from payments.org_wallets w where w.account_id = a.id)
     order by a.id
        on conflict do nothing;
end $$;

-- Posts sales: what came in goes to the seller's wallet and, as far as it is the platform's fee, to the platform.
create function payments.post_sales(settlements payments.settlement[], good integer[]) returns void
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    insert into payments.journals (id, kind, source_type, source_id)
    select s.journal_id, 'sale', 'payment', s.payment_id from unnest(settlements) s where s.n = any(good);

    with legs as (
        select s.journal_id, s.line_id, p.order_id, p.event_id, p.currency_code, p.captured_amount - o.fee_amount as net, o.fee_amount as fee,
               c.id as clearing, f.id as fees, w.id as wallet_id, w.account_id as wallet
          from unnest(settlements) s
          join payments.payments p on p.id = s.payment_id
          join ticketing.orders o on o.id = p.order_id
          join payments.accounts c on c.kind = 'provider_clearing' and c.currency_code = p.currency_code
          join payments.accounts f on f.kind = 'platform_fee' and f.currency_code = p.currency_code
          join lateral (select w.id, w.account_id from payments.org_wallets w
                         where w.org_id = p.seller_org_id and w.currency_code = p.currency_code
                         union all
                        select w.id, w.account_id from payments.org_wallets w
                         where w.user_id = p.seller_user_id and w.currency_code = p.currency_code) w on true
         where s.n = any(good)
    ), moved as (
        insert into payments.transfers (journal_id, line, debit_account, credit_account, currency_code, amount)
        select l.journal_id, 1, l.clearing, l.wallet, l.currency_code, l.net from legs l where l.net > 0
        union all
        select l.journal_id, 2, l.clearing, l.fees, l.currency_code, l.fee from legs l where l.fee > 0
        returning journal_id
    )
    insert into payments.org_wallet_transactions (id, wallet_id, account_id, kind, amount, currency_code, journal_id, line,
                                                  debit_account, credit_account, related_order_id, related_event_id)
    select l.line_id, l.wallet_id, l.wallet, 'sale', l.net, l.currency_code, l.journal_id, 1, l.clearing, l.wallet, l.order_id, l.event_id
      from legs l
     where l.net > 0 and (select count(*) from moved) >= 0;
end $$;

-- A payment that arrives after its places were given back takes them again when they are free: returns `late`, and the places are sold.
-- Else the money is captured and owed back: returns `refund`, with the refund's row, its journal and its fact written.
create function payments.retake_places(one payments.settlement) returns text
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    paid    payments.payments;
    bought  ticketing.orders;
    wanted  uuid[];
begin
    select * into paid from payments.payments p where p.id = one.payment_id;
    select * into bought from ticketing.orders o where o.id = paid.order_id;
    select array_agg(h.pool_id) into wanted from ticketing.holds h where h.cart_id = bought.cart_id;
    perform 1 from ticketing.pools p where p.id = any(wanted) order by p.id for no key update;
    perform ticketing.reclaim_places(array(
        select h.pool_id from ticketing.holds h where h.cart_id = bought.cart_id and h.state <> 'active'));

    if not exists (select from ticketing.holds h join ticketing.pools p on p.id = h.pool_id
                    where h.cart_id = bought.cart_id and h.state <> 'active'
                      and not p.unlimited and p.held + p.sold + h.places > p.capacity)
       and exists (select from events.events e where e.id = bought.event_id and e.status = 'published') then
        update ticketing.pools p set sold = p.sold + h.places
          from ticketing.holds h
         where h.cart_id = bought.cart_id and h.state <> 'active' and h.pool_id = p.id;
        update ticketing.holds h set state = 'consumed' where h.cart_id = bought.cart_id and h.state <> 'active';
        return 'late';
    end if;

    update payments.payments p
       set status = 'captured', captured_amount = p.amount, captured_at = now(), refund_pending_amount = p.amount, provider_ref = one.provider_ref
     where p.id = paid.id;
    perform payments.open_accounts(array[one]);
    insert into payments.journals (id, kind, source_type, source_id) values (one.journal_id, 'late_capture', 'payment', paid.id);
    insert into payments.transfers (journal_id, line, debit_account, credit_account, currency_code, amount)
    select one.journal_id, 1, c.id, r.id, paid.currency_code, paid.amount
      from payments.accounts c, payments.accounts r
     where c.kind = 'provider_clearing' and c.currency_code = paid.currency_code
       and r.kind = 'refund_clearing' and r.currency_code = paid.currency_code;
    insert into payments.refunds (id, payment_id, order_id, event_id, seller_org_id, seller_user_id, amount, reason)
    values (one.refund_id, paid.id, paid.order_id, paid.event_id, paid.seller_org_id, paid.seller_user_id, paid.amount,
            'paid after the reservation had ended and its places were gone');
    insert into payments.refund_lines (refund_id, order_id, order_item_id, amount, tax_amount, fee_amount)
    select one.refund_id, i.order_id, i.id, i.total_amount, i.tax_amount, i.fee_amount
      from ticketing.order_items i
     where i.order_id = paid.order_id and i.event_id = paid.event_id and i.total_amount > 0;
    insert into showground.outbox (id, kind, body)
    values (one.fact_id, 'payments.refund_due', jsonb_build_object('refund', one.refund_id, 'order', paid.order_id, 'event', paid.event_id));
    return 'refund';
end $$;
