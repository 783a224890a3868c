"""Keeps the monthly partitions of the fact tables: made ahead, dropped when they are old.

The worker asks two functions of the owner's, as it owns nothing itself; the command line does it as the owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.db.principal import Worker
from showground.db.sql import named
from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from showground.db.tx import Database

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


async def keep_ahead(db: Database, *, months: int) -> int:
    """Make what is missing of the months to come, those of strays first, and return how many partitions that were.

    Each month is a transaction of its own, and waits at most two seconds for writers.

    Raises:
        Unavailable: writers did not let go in time; what is made stays.
    """
    made = 0
    while True:
        async with db.acting_as(Worker()) as tx:
            new: int = await tx.value(SQL["make_ahead"], months=months)
        if not new:
            return made
        made += new


async def drop_old(db: Database, keep: Mapping[str, int], *, today: date) -> list[str]:
    """Drop the partitions that are older than so many months, by table, and return their names.

    Raises:
        Unavailable: readers or writers did not let go in time; the next round goes on.
    """
    dropped: list[str] = []
    for fact, months in keep.items():
        before = months_from(today, 1, back=months)[0]
        while True:
            async with db.acting_as(Worker()) as tx:
                name: str | None = await tx.value(SQL["drop_oldest"], fact=fact, before=before)
            if name is None:
                break
            dropped.append(name)
    return dropped


def months_from(first: date, count: int, *, back: int = 0) -> list[date]:
    """Return the first days of `count` months, beginning so many months before that of `first`."""
    begin = first.year * 12 + first.month - 1 - back
    ordinals = range(begin, begin + count)
    return [first.replace(year=ordinal // 12, month=ordinal % 12 + 1, day=1) for ordinal in ordinals]
