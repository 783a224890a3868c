"""Every question that messaging asks its tables. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def tell_buyer(tx: Tx, *, notification_id: UUID, order_id: UUID) -> int:
    """Notify the person who bought a paid order, once; 0 for a guest's order and when it was told before."""
    return await tx.run(SQL["tell_buyer"], notification_id=notification_id, order_id=order_id)
