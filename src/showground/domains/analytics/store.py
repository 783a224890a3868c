"""Every question that analytics' reactions ask its tables. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.db.sql import named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def count_purchase(tx: Tx, *, order_id: UUID) -> int:
    """Record a purchase for each ticket of a paid order, once; return how many were new."""
    return await tx.run(SQL["count_purchase"], order_id=order_id)


async def count_order(tx: Tx, *, order_id: UUID) -> int:
    """Record that an order was paid, once."""
    return await tx.run(SQL["count_order"], order_id=order_id)


async def count_scans(tx: Tx, *, scan_ids: Sequence[UUID]) -> int:
    """Record attempts to come in, each once; return how many were new."""
    return await tx.run(SQL["count_scans"], scan_ids=list(scan_ids))


async def forget_visitors(tx: Tx) -> int:
    """Delete by what visitors of past days would be known again; return how many days' salts that were."""
    await tx.run(SQL["forget_visitors"])
    return await tx.run(SQL["forget_salts"])


class Stray(msgspec.Struct, frozen=True):
    """A default partition that holds rows, and how large it is."""

    table: str
    size: int
    """In bytes."""


async def grown_defaults(tx: Tx) -> list[Stray]:
    """Return the default partitions that hold rows: of months that nobody made a partition for."""
    return await tx.all(SQL["grown_defaults"], Stray)
