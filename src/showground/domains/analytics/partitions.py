"""Keeps monthly partitions of the fact tables ahead of time. Runs as the owner of the tables, never as who serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.db.sql import named
from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from datetime import date

SQL = named(__name__)
OWNER = "showground_owner"
AHEAD = 12  # months
LOCK_MS = 2_000  # how long attaching waits for writers: they queue behind it


class PartitionReport(msgspec.Struct, frozen=True):
    """What a run did; `strays` are rows by table that stand in a default partition: an alarm, nothing prunes them."""

    made: int
    strays: dict[str, int]


async def make_partitions(owner_url: str, *, first: date, months: int = AHEAD) -> PartitionReport:
    """Make the partitions of `months` months from that of `first` on, each month in a transaction of its own.

    Rows that came before their partition move out of the default one with it. Months that are there are not touched.

    Args:
        owner_url: A login that is, or may become, the owner of the tables.

    Raises:
        Unavailable: writers did not let go in time; run it again, what is made stays.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(f"set role {OWNER}; set lock_timeout = {LOCK_MS}")
        made = 0
        for month in months_from(first, months):
            made += await connection.fetchval("select analytics.make_partitions($1, 1)", month)
        return PartitionReport(made, dict(await connection.fetch(SQL["strays"].sql)))
    except asyncpg.LockNotAvailableError as error:
        raise Unavailable from error
    finally:
        await connection.close()


def months_from(first: date, count: int) -> list[date]:
    """Return the first days of `count` months, beginning with the month of `first`."""
    ordinals = range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + count)
    return [first.replace(year=ordinal // 12, month=ordinal % 12 + 1, day=1) for ordinal in ordinals]
