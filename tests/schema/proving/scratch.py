"""Databases to break: a shop's, which has nothing of ours in it, and ways to look at it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import asyncpg

from showground.schema.catalog.read import read, reading
from showground.schema.proving.probe import Prober
from showground.schema.proving.types import Link

SHOP = """
create schema shop;
create table shop.customers (id bigint primary key, name text not null);
create table shop.orders (
    id          bigint primary key,
    customer_id bigint constraint orders_of_customer references shop.customers,
    unique (customer_id, id)
);
create table shop.lines (
    order_id    bigint not null,
    number      integer not null,
    customer_id bigint,
    part_of     integer,
    primary key (order_id, number),
    constraint lines_of_order foreign key (customer_id, order_id) references shop.orders (customer_id, id),
    constraint lines_of_line  foreign key (order_id, part_of) references shop.lines (order_id, number)
);
insert into shop.customers select n, 'c' || n from generate_series(1, 20) n;
insert into shop.orders select n, nullif(n % 21, 0) from generate_series(1, 200) n;
insert into shop.lines select o.id, n, o.customer_id, nullif(n - 1, 0) from shop.orders o, generate_series(1, 3) n;
"""
OF_CUSTOMER = Link("shop.orders", ("customer_id",), "shop.customers", ("id",), key="orders_of_customer")


class Scratch:
    """A database of a test's own: `sql` as the superuser, and what the probes say of it."""

    def __init__(self, url, sql):
        self.url, self.sql = url, sql

    async def orphans(self, link=OF_CUSTOMER, *, url=None, **options):
        """Return what a probe says of a link."""
        async with reading(url or self.url) as connection:
            return await Prober(connection, await read(connection), **options).orphans(link)

    async def unguarded(self, statement):
        """Run a statement while no trigger fires and no key is looked at."""
        await self.sql.execute(f"set session_replication_role = replica; {statement}; reset session_replication_role")


@asynccontextmanager
async def broken_into(url):
    """Open a scratch database to break it."""
    sql = await asyncpg.connect(url)
    try:
        yield Scratch(url, sql)
    finally:
        await sql.close()
