"""What a schema consists of, as text that does not depend on the order in which things were made."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from showground.db.layout import SCHEMAS

THINGS = Path(__file__).with_name("catalog.sql").read_text(encoding="utf-8")


async def things(connection):
    """Return everything that makes up a schema: (kind, name) -> definition."""
    rows = await connection.fetch(THINGS, [*SCHEMAS, "jobs", "auth"])
    return {(row["kind"], row["name"]): row["definition"] for row in rows}


async def things_at(url):
    """Return what `things` does, of the database at a URL."""
    connection = await asyncpg.connect(url)
    try:
        return await things(connection)
    finally:
        await connection.close()


def differences(one, other):
    """Return what only one of two schemas has, or has otherwise."""
    names = one.keys() | other.keys()
    return {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}
