"""What buyers ask of the tables of payments. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.payments.paying.types import Payment

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def payment(tx: Tx, payment_id: UUID) -> Payment:
    """Return a payment as the caller may see it."""
    return await tx.one(SQL["payment"], Payment, payment_id=payment_id)


async def payments_of_order(tx: Tx, *, event_id: UUID, order_id: UUID) -> list[Payment]:
    """Return the payments of an order, the latest first."""
    return await tx.all(SQL["payments_of_order"], Payment, event_id=event_id, order_id=order_id)
