-- A small database in which everything is as it should be.
create schema shop;
create table shop.tenants (id integer primary key, name text not null unique);
create table shop.orders (
    id integer primary key, tenant_id integer not null references shop.tenants, total integer not null,
    constraint orders_paid check (total >= 0), unique (tenant_id, id)
);
create table shop.lines (id integer primary key, order_id integer references shop.orders);
create table shop.visits (at date not null, order_id integer references shop.orders) partition by range (at);
create table shop.visits_01 partition of shop.visits for values from ('2024-01-01') to ('2024-02-01');
create table shop.visits_02 partition of shop.visits for values from ('2024-02-01') to ('2024-03-01');
create table shop.visits_rest partition of shop.visits default;
create table shop.notes (
    id integer primary key, about_type text check (about_type in ('Order', 'Line')), about_id integer,
    order_id integer references shop.orders, line_id integer references shop.lines,
    constraint notes_one check (num_nonnulls(order_id, line_id) = 1)
);
create index lines_by_order  on shop.lines (order_id);
create index visits_by_order on shop.visits (order_id);
create index notes_by_order  on shop.notes (order_id);
create index notes_by_line   on shop.notes (line_id);

create view shop.order_list with (security_invoker = true) as select id, total from shop.orders;
create function shop.total() returns bigint language sql security definer set search_path = '' as 'select sum(total) from shop.orders';
revoke execute on function shop.total from public;
create function shop.touched() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger orders_touched before update on shop.orders for each row execute function shop.touched();

insert into shop.tenants select n, 'Tenant ' || n from generate_series(1, 3) n;
insert into shop.orders  select n, 1 + n % 3, n from generate_series(1, 30) n;
insert into shop.lines   select n, 1 + n % 30 from generate_series(1, 60) n;
insert into shop.visits  select date '2024-01-01' + n, 1 + n % 30 from generate_series(0, 50) n;
insert into shop.notes   select n, case when n % 2 = 0 then 'Order' else 'Line' end, n, case when n % 2 = 0 then n end, case when n % 2 = 1 then n end from generate_series(1, 10) n;

do $$
declare one regclass;
begin
    for one in select c.oid from pg_class c where c.relnamespace = 'shop'::regnamespace and c.relkind in ('r', 'p') loop
        execute format('alter table %s enable row level security, force row level security', one);
        if not (select relispartition from pg_class where oid = one) then
            execute format('create policy readers on %s for select to pg_read_all_data using (true)', one);
        end if;
    end loop;
end $$;
