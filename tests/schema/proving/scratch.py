"""Databases to break: a shop's, which has nothing of ours in it, and ways to look at it."""

from __future__ import annotations

import asyncio
import os
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
PASSWORD = "not much of one"
OF_CUSTOMER = Link("shop.orders", ("customer_id",), "shop.customers", ("id",), key="orders_of_customer")


class Scratch:
    """A database of a test's own: `sql` as the superuser, and what the probes say of it."""

    def __init__(self, cluster, name, sql):
        self.cluster, self.name, self.sql = cluster, name, sql

    def url(self, login="postgres"):
        """Return the address for a login."""
        if login == "postgres":
            return self.cluster.address.url(login, self.name)
        return f"postgresql://{login}:{PASSWORD}@127.0.0.1:{self.cluster.address.port}/{self.name}"

    @asynccontextmanager
    async def login(self):
        """Make a login for as long as the block runs; roles belong to the whole server."""
        login = f"{self.name}_login"
        await self.sql.execute(f"create role {login} login password '{PASSWORD}'")
        try:
            yield login
        finally:
            await self.sql.execute(f"reassign owned by {login} to postgres; drop owned by {login}; drop role {login}")

    async def orphans(self, link=OF_CUSTOMER, *, login="postgres", **options):
        """Return what a probe says of a link."""
        async with reading(self.url(login)) as connection:
            return await Prober(connection, await read(connection), **options).orphans(link)

    async def unguarded(self, statement):
        """Run a statement while no trigger fires and no key is looked at."""
        await self.sql.execute(f"set session_replication_role = replica; {statement}; reset session_replication_role")


@asynccontextmanager
async def scratch_database(cluster, template="template0", script=SHOP):
    """Make a database for as long as the block runs."""
    name = f"scratch_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    await asyncio.to_thread(cluster.clone, name, template=template)
    sql = await asyncpg.connect(cluster.address.url("postgres", name))
    try:
        await sql.execute(script)
        yield Scratch(cluster, name, sql)
    finally:
        await sql.close()
        await asyncio.to_thread(cluster.drop, name)
