"""Every question about refunds as people see them. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.payments.refunding.types import Refund, Sale, Unit

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def sale(tx: Tx, *, event_id: UUID, order_id: UUID) -> Sale:
    """Return an order to whoever is of its seller."""
    return await tx.one(SQL["sale"], Sale, event_id=event_id, order_id=order_id)


async def units_of_sale(tx: Tx, *, event_id: UUID, order_id: UUID) -> list[Unit]:
    """Return the units of an order that was shown."""
    return await tx.all(SQL["units_of_sale"], Unit, event_id=event_id, order_id=order_id)


async def refunds_of_order(tx: Tx, *, event_id: UUID, order_id: UUID) -> list[Refund]:
    """Return the refunds of an order that the caller may see, the latest first."""
    return await tx.all(SQL["refunds_of_order"], Refund, event_id=event_id, order_id=order_id)


async def refund(tx: Tx, *, order_id: UUID, refund_id: UUID) -> Refund | None:
    """Return a refund of an order, if there is one of this name."""
    return await tx.maybe(SQL["refund"], Refund, order_id=order_id, refund_id=refund_id)
