-- Arguments for the gate functions, made in the server: what a process would send for a batch of `size` requests.
create function bench.cents(tier bigint) returns bigint
    language sql immutable
return (array[0, 2500, 5000, 12000])[1 + (tier - 1) % 4];

create function bench.new_code() returns text
    language sql volatile
return translate(substr(upper(md5(gen_random_uuid()::text)), 1, 10), '01', 'GH');

create function bench.tier_of(seed bigint, n integer, tiers integer, paid boolean) returns bigint
    language sql immutable
return 1 + 4 * ((seed + n * 7919) % tiers) + case when paid then 1 else 0 end;

create function bench.orders(seed bigint, size integer, tiers integer, paid boolean) returns payments.checkout_order[]
    language sql volatile
return array(
    select row(n, gen_random_uuid(), bench.id('event', (t.tier + 3) / 4), bench.id('person', 1 + (seed + n) % 20000), null, gen_random_uuid(),
               sha256(n::text::bytea), false, null, null, 'A buyer', 'buyer', 1,
               case when paid then bench.id('due', seed + n) end, 'test', 'user:' || bench.id('person', 1 + (seed + n) % 20000),
               gen_random_uuid()::text, sha256(n::text::bytea), gen_random_uuid(),
               '{"status": "paid", "tickets": []}')::payments.checkout_order
      from generate_series(1, size) n cross join lateral (select bench.tier_of(seed, n, tiers, paid) as tier) t);

create function bench.units(seed bigint, size integer, tiers integer, paid boolean) returns payments.checkout_unit[]
    language sql volatile
return array(
    select row(n, gen_random_uuid(), bench.id('tier', t.tier), 1, bench.cents(t.tier), 0, case when paid then 112 else 0 end,
               bench.cents(t.tier) + case when paid then 112 else 0 end, gen_random_uuid(),
               bench.new_code(), gen_random_uuid())::payments.checkout_unit
      from generate_series(1, size) n cross join lateral (select bench.tier_of(seed, n, tiers, paid) as tier) t);

create function bench.settlements(seed bigint, size integer) returns payments.settlement[]
    language sql volatile
return array(
    select row(n, bench.id('notice', seed + n), bench.id('due', seed + n), 2612, 'EUR', 'test_' || seed + n, gen_random_uuid(), gen_random_uuid(),
               gen_random_uuid(), gen_random_uuid(), gen_random_uuid())::payments.settlement
      from generate_series(1, size) n);

create function bench.new_tickets(size integer) returns payments.settlement_ticket[]
    language sql volatile
return array(
    select row(n, 1, gen_random_uuid(), bench.new_code(), gen_random_uuid())::payments.settlement_ticket
      from generate_series(1, size) n);

create table bench.codes as
select row_number() over (order by id) as n, event_id, code from ticketing.tickets where seller_org_id is not null;
alter table bench.codes add primary key (n);

-- Tickets of organizations' events, some of them for the second time.
create function bench.scans(seed bigint, size integer) returns ticketing.scan_request[]
    language sql volatile
return array(
    select row(i, gen_random_uuid(), gen_random_uuid(), k.event_id, bench.id('person', 201), bench.id('device', 1), gen_random_uuid(), k.code,
               null, null, false, sha256(k.code::bytea), 'North', null)::ticketing.scan_request
      from generate_series(1, size) i
      join bench.codes k on k.n = 1 + (seed * 64 + i) % 180000
     order by i);

-- The rows of a free sale and nothing else: no rights proved, no idempotency, no outbox. Called as the owner, whom no policy binds.
create function bench.bare_sale(seed bigint, tiers integer) returns void
    language plpgsql volatile
as $$
declare
    tier   bigint := bench.tier_of(seed, 1, tiers, false);
    event  uuid := bench.id('event', (tier + 3) / 4);
    cart   uuid := gen_random_uuid();
    bought uuid := gen_random_uuid();
    ticket uuid := gen_random_uuid();
    buyer  uuid := bench.id('person', 1 + seed % 20000);
    e      record;
begin
    select owner_org_id, owner_user_id into e from events.events where id = event;
    insert into ticketing.carts (id, event_id, user_id, secret_hash, expires_at) values (cart, event, buyer, sha256('x'), now());
    insert into ticketing.orders (id, event_id, user_id, seller_org_id, seller_user_id, cart_id, status, subtotal_amount, tax_amount,
                                  fee_amount, fee_payer, total_amount, currency_code, paid_at)
    values (bought, event, buyer, e.owner_org_id, e.owner_user_id, cart, 'paid', 0, 0, 0, 'buyer', 0, 'EUR', now());
    insert into ticketing.tickets (id, event_id, tier_id, owner_user_id, seller_org_id, seller_user_id, code, secret)
    values (ticket, event, bench.id('tier', tier), buyer, e.owner_org_id, e.owner_user_id, bench.new_code(), ticket);
    insert into ticketing.order_items (id, order_id, event_id, tier_id, ticket_id, seller_org_id, seller_user_id, price_amount, tax_amount,
                                       fee_amount, total_amount)
    values (gen_random_uuid(), bought, event, bench.id('tier', tier), ticket, e.owner_org_id, e.owner_user_id, 0, 0, 0, 0);
    insert into events.event_access (event_id, user_id, reason) values (event, buyer, 'holder') on conflict do nothing;
    update ticketing.pools set sold = sold + 1 where id = bench.id('pool', tier) and held + sold < capacity;
end $$;
grant execute on all functions in schema bench to public;
analyze;
