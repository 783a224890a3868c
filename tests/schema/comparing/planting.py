"""A small database of everything that is compared."""

BEFORE = """
    create schema app;
    create schema "Odd Names";
    create type app.status as enum ('open', 'paid');
    create domain app.cents as bigint check (value >= 0);
    create table app.buyers (id bigint generated always as identity primary key, name text not null);
    create table app.orders (
        id bigint primary key, buyer_id bigint not null references app.buyers (id),
        status app.status not null default 'open',
        amount app.cents not null default 0, note text, made_at timestamptz not null default now(),
        doubled bigint generated always as (amount * 2) stored,
        constraint orders_named check (note <> ''), constraint orders_once unique (buyer_id, made_at)
    );
    create index orders_open on app.orders (made_at) where status = 'open';
    create table app."Line Items" (order_id bigint references app.orders (id), "select" text);
    create table app.sights (id bigint, seen_at date not null) partition by range (seen_at);
    create table app.sights_2026 partition of app.sights for values from ('2026-01-01') to ('2027-01-01');
    create table app.old_orders () inherits (app.orders);
    create sequence app.numbers;
    create function app.stamp() returns trigger language plpgsql as 'begin return new; end';
    create function app.total(buyer bigint) returns bigint language sql stable
        as 'select coalesce(sum(amount), 0)::bigint from app.orders where buyer_id = buyer';
    create trigger stamp before update on app.orders for each row execute function app.stamp();
    create view app.open_orders with (security_invoker) as select id, amount from app.orders where status = 'open';
    create statistics app.orders_pairs on buyer_id, status from app.orders;
    create rule nothing as on delete to app."Line Items" do instead nothing;
    alter table app.orders enable row level security;
    create policy orders_read on app.orders for select using (amount > 0);
    comment on table app.orders is 'What was bought.';
    comment on column app.orders.note is 'By the buyer.';
    grant select on app.orders to public;
"""
