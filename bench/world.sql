-- The benchmark's world, made in bulk: 2,000 events with 8,000 tiers and pools, 20,000 people, 200,000 tickets with their orders and ledger.
-- Ids are computed from numbers, so that scripts and clients name rows without asking. Runs as the superuser with keys switched off
-- (`session_replication_role`), because it is quick and right by construction; CHECKs and unique indexes are on.
set session_replication_role = replica;
create schema bench;
grant usage on schema bench to public;
alter default privileges in schema bench grant select on tables to public;

-- A UUIDv7 whose time is the number: rows numbered alike stand together in an index, as in life.
create function bench.id(kind text, n bigint) returns uuid
    language sql immutable parallel safe
return (lpad(to_hex(1735689600000 + n), 12, '0') || '7' || substr(md5(kind || n), 1, 3) || '8' || substr(md5(kind || n), 4, 15))::uuid;

-- A ticket's code: ten signs of five bits, no two alike below 2^50.
create function bench.code(n bigint) returns text
    language sql immutable parallel safe
return (select string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 1 + (((n * 387420489 + 977) >> (5 * i)) & 31)::integer, 1), '' order by i)
          from generate_series(0, 9) i);

insert into users.user_profiles (user_id, handle, display_name)
select bench.id('person', n), 'person-' || n, 'Person ' || n from generate_series(1, 20000) n;
insert into users.accounts (user_id) select bench.id('person', n) from generate_series(1, 20000) n;
insert into users.api_keys (id, user_id, name, scopes, secret_hash)
select bench.id('key', n), bench.id('person', n), 'bench', '{read,buy,scan,manage}', sha256(('sg_bench_' || n)::bytea)
  from generate_series(1, 2000) n;

insert into organizations.organizations (id, handle, name, created_by)
select bench.id('org', n), 'org-' || n, 'Organization ' || n, bench.id('person', n) from generate_series(1, 200) n;
insert into organizations.org_memberships (org_id, user_id, role)
select bench.id('org', n), bench.id('person', n), 'owner' from generate_series(1, 200) n;
insert into organizations.org_memberships (org_id, user_id, role)       -- person 201 scans at every organization's doors
select bench.id('org', n), bench.id('person', 201), 'editor' from generate_series(1, 200) n;

insert into events.topics (slug, name) select 'bench-' || n, 'Topic ' || n from generate_series(1, 20) n;
insert into events.events (id, owner_context_type, owner_context_id, created_by, slug, title, summary, status, visibility, starts_at, ends_at,
                           timezone, city, country_code, currency_code, published_at)
select bench.id('event', n), case when n % 10 = 0 then 'user' else 'organization' end::events.owner_context,
       bench.id(case when n % 10 = 0 then 'person' else 'org' end, 1 + (n - 1) % 200), bench.id('person', 1 + (n - 1) % 200),
       'event-' || n, 'Event number ' || n, 'An evening with ' || n || ' songs.', 'published', 'public',
       now() + make_interval(hours => 24 + n), now() + make_interval(hours => 30 + n), 'Europe/Vienna', 'Vienna', 'AT', 'EUR', now()
  from generate_series(1, 2000) n;
insert into events.event_occurrences (id, event_id, starts_at, ends_at)
select bench.id('occurrence', n), bench.id('event', n), now() + make_interval(hours => 24 + n), now() + make_interval(hours => 30 + n)
  from generate_series(1, 2000) n;
insert into events.event_topics (event_id, topic)
select bench.id('event', n), 'bench-' || (1 + n % 20) from generate_series(1, 2000) n;

insert into ticketing.sales_settings (event_id, seller_org_id, seller_user_id, fee_plan_id)
select e.id, e.owner_org_id, e.owner_user_id, (select id from ticketing.fee_plans where is_default) from events.events e;
-- Tier 4n-3 of event n is free, the others cost 25, 50 and 120 euros.
insert into ticketing.ticket_tiers (id, event_id, seller_org_id, seller_user_id, name, price_amount, currency_code, tax_bps, sort_index)
select bench.id('tier', n), e.id, e.owner_org_id, e.owner_user_id, 'Tier ' || n, (array[0, 2500, 5000, 12000])[1 + (n - 1) % 4],
       'EUR', 2000, (n - 1) % 4
  from generate_series(1, 8000) n join events.events e on e.id = bench.id('event', (n + 3) / 4);
insert into ticketing.pools (id, event_id, occurrence_id, name, capacity)
select bench.id('pool', n), bench.id('event', (n + 3) / 4), bench.id('occurrence', (n + 3) / 4), 'Pool ' || n, 10000000
  from generate_series(1, 8000) n;
insert into ticketing.tier_pools (event_id, tier_id, pool_id)
select bench.id('event', (n + 3) / 4), bench.id('tier', n), bench.id('pool', n) from generate_series(1, 8000) n;

-- 100,000 orders of two tickets.
create table bench.sales as
select n, o.tier, e.id as event_id, e.owner_org_id, e.owner_user_id, bench.id('person', 1 + n * 7919::bigint % 20000) as buyer,
       t.price, case when t.price > 0 then (t.price * 250 + 9999) / 10000 + 49 else 0 end as fee, t.price / 6 as tax,
       now() - make_interval(mins => 100000 - n) as at
  from generate_series(1, 100000) n
 cross join lateral (select 1 + n % 8000 as tier) o
 cross join lateral (select (array[0, 2500, 5000, 12000])[1 + (o.tier - 1) % 4] as price) t
  join events.events e on e.id = bench.id('event', (o.tier + 3) / 4);
insert into ticketing.carts (id, event_id, user_id, secret_hash, created_at, expires_at)
select bench.id('cart', n), event_id, buyer, sha256(n::text::bytea), at, at + interval '30 minutes' from bench.sales;
insert into ticketing.orders (id, event_id, user_id, seller_org_id, seller_user_id, cart_id, status, subtotal_amount, tax_amount, fee_amount,
                              fee_payer, total_amount, currency_code, created_at, paid_at)
select bench.id('order', n), event_id, buyer, owner_org_id, owner_user_id, bench.id('cart', n), 'paid', 2 * price, 2 * tax, 2 * fee,
       'buyer', 2 * (price + fee), 'EUR', at, at from bench.sales;
insert into ticketing.tickets (id, event_id, tier_id, owner_user_id, seller_org_id, seller_user_id, code, secret, holder_name, issued_at)
select bench.id('ticket', 2 * n - u), event_id, bench.id('tier', tier), buyer, owner_org_id, owner_user_id, bench.code(2 * n - u),
       gen_random_uuid(), 'Holder ' || n, at from bench.sales, generate_series(0, 1) u;
insert into ticketing.order_items (id, order_id, event_id, tier_id, ticket_id, seller_org_id, seller_user_id, price_amount, tax_amount,
                                   fee_amount, total_amount)
select bench.id('item', 2 * n - u), bench.id('order', n), event_id, bench.id('tier', tier), bench.id('ticket', 2 * n - u), owner_org_id,
       owner_user_id, price, tax, fee, price + fee from bench.sales, generate_series(0, 1) u;
insert into ticketing.holds (cart_id, pool_id, event_id, places, state, expires_at)
select bench.id('cart', n), bench.id('pool', tier), event_id, 2, 'consumed', at + interval '30 minutes' from bench.sales where price > 0;
update ticketing.pools p set sold = s.places from (select tier, 2 * count(*) as places from bench.sales group by tier) s
 where p.id = bench.id('pool', s.tier);
insert into events.event_access (event_id, user_id, reason) select distinct event_id, buyer, 'holder'::events.access_reason from bench.sales;

-- Their payments and ledger.
insert into payments.accounts (kind, currency_code)
select k::payments.account_kind, 'EUR' from unnest(array['provider_clearing', 'platform_fee', 'refund_clearing']) k;
insert into payments.accounts (kind, currency_code, org_id, user_id)
select 'wallet', 'EUR', owner_org_id, owner_user_id from (select distinct owner_org_id, owner_user_id from bench.sales) s;
insert into payments.org_wallets (id, org_id, user_id, account_id, currency_code)
select bench.id('wallet', id), org_id, user_id, id, 'EUR' from payments.accounts where kind = 'wallet';
insert into payments.payments (id, order_id, event_id, seller_org_id, seller_user_id, provider, provider_ref, status, currency_code, amount,
                               captured_amount, created_at, captured_at)
select bench.id('payment', n), bench.id('order', n), event_id, owner_org_id, owner_user_id, 'test', 'test_' || n, 'captured', 'EUR',
       2 * (price + fee), 2 * (price + fee), at, at from bench.sales where price > 0;
insert into payments.journals (id, kind, source_type, source_id, created_at)
select bench.id('journal', n), 'sale', 'payment', bench.id('payment', n), at from bench.sales where price > 0;
create table bench.posted as
select s.n, s.event_id, 2 * s.price as net, 2 * s.fee as fee, s.at, c.id as clearing, f.id as fees, w.id as wallet, w.account_id as account
  from bench.sales s
  join payments.accounts c on c.kind = 'provider_clearing'
  join payments.accounts f on f.kind = 'platform_fee'
  join payments.org_wallets w on w.org_id = s.owner_org_id or w.user_id = s.owner_user_id
 where s.price > 0;
insert into payments.transfers (journal_id, line, debit_account, credit_account, currency_code, amount)
select bench.id('journal', n), 1, clearing, account, 'EUR', net from bench.posted
union all
select bench.id('journal', n), 2, clearing, fees, 'EUR', fee from bench.posted;
insert into payments.org_wallet_transactions (id, wallet_id, account_id, kind, amount, currency_code, journal_id, line, debit_account,
                                              credit_account, related_order_id, related_event_id, created_at)
select bench.id('line', n), wallet, account, 'sale', net, 'EUR', bench.id('journal', n), 1, clearing, account, bench.id('order', n),
       event_id, at from bench.posted;
drop table bench.posted, bench.sales;
set session_replication_role = origin;
