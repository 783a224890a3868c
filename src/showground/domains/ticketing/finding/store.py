"""Every question about orders whose buyers have no account. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.ticketing.finding.types import FoundOrder, GuestBuyer

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def newest_order_of(tx: Tx, email: str) -> UUID | None:
    """Return the newest paid order that was made under an address without an account."""
    found: UUID | None = await tx.value(SQL["newest_order_of"], email=email)
    return found


async def orders_found(tx: Tx, order_id: UUID, *, limit: int) -> list[FoundOrder]:
    """Return the paid orders that were made under the same address as one of them, newest first."""
    return await tx.all(SQL["orders_found"], FoundOrder, order_id=order_id, limit=limit)


async def buyer_of(tx: Tx, order_id: UUID) -> GuestBuyer | None:
    """Return whom an order that was made without an account is written to."""
    return await tx.maybe(SQL["buyer_of"], GuestBuyer, order_id=order_id)


async def link_works(tx: Tx, order_id: UUID, *, made_at: datetime, lasts: timedelta) -> bool:
    """Return whether a link of an order still works."""
    return bool(await tx.value(SQL["link_works"], order_id=order_id, made_at=made_at, lasts=lasts))
