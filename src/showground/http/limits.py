"""Rate limits that hold across processes: attempts are counted in the database, also when what is tried fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.kit.faults import TooMany

if TYPE_CHECKING:
    from datetime import timedelta

    from showground.db.tx import Database

TAKE = compile_query("limits.take", "select showground.take_attempt(:bucket, :most::integer, :per::interval)")


async def take_attempt(db: Database, bucket: str, *, most: int, per: timedelta) -> None:
    """Count an attempt, in a transaction of its own.

    Args:
        bucket: What is limited and for whom ("sign-in:ip:192.0.2.7").

    Raises:
        TooMany: it is one too many; says when to come back.
    """
    async with db.acting_as(Worker()) as tx:
        wait: int = await tx.value(TAKE, bucket=bucket, most=most, per=per)
    if wait:
        raise TooMany(retry_after=wait)
