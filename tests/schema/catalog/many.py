"""A database of very many tables, as tenants by schema or by prefix make it."""

from __future__ import annotations

import asyncpg

TABLES_A_SCHEMA, TABLES_A_TRANSACTION = 100, 50


async def make_tables(url, count):
    """Create tables with keys, checks, indexes, comments and policies; every one but a schema's first has a parent."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("create function public.stamp() returns trigger language plpgsql as 'begin end'")
        for first in range(0, count, TABLES_A_TRANSACTION):
            numbers = range(first, min(first + TABLES_A_TRANSACTION, count))
            await connection.execute("".join(table(number) for number in numbers))
    finally:
        await connection.close()


def table(number):
    """Return the statements that make one of them."""
    schema, place = f"tenant_{number // TABLES_A_SCHEMA}", number % TABLES_A_SCHEMA
    name, parent = f"{schema}.things_{place}", f"{schema}.things_{place // 2}"
    return f"""
        {f"create schema {schema};" if place == 0 else ""}
        create table {name} (
            id bigint generated always as identity primary key, parent_id bigint, label text not null default 'none',
            price numeric(10, 2) check (price >= 0), made_at timestamptz not null default now(), kept jsonb
        );
        {f"alter table {name} add foreign key (parent_id) references {parent} (id);" if place else ""}
        create index on {name} (parent_id);
        create index on {name} (lower(label)) where price > 0;
        create trigger stamp before update on {name} for each row execute function public.stamp();
        alter table {name} enable row level security;
        create policy everybody on {name} for select using (label <> 'hidden');
        grant select on {name} to public;
        comment on table {name} is 'One of many.';
    """
