"""What buyers and holders ask of ticketing's tables. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.ticketing.reading.types import (
    HeldTicket,
    MyOrder,
    MyTicket,
    Order,
    OrderLine,
    Shelf,
    Sibling,
    TicketCounts,
    TicketGroup,
)
from showground.kit.words import LANG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.ticketing.reading.types import Tab

SQL = named(__name__)


async def shelf_of(tx: Tx, event_ids: Sequence[UUID]) -> list[Shelf]:
    """Return prices and places of public events that have tickets."""
    return await tx.all(SQL["shelf_of"], Shelf, event_ids=list(event_ids))


async def valid_tickets_of(tx: Tx, event_id: UUID) -> int:
    """Return how many valid tickets of an event that the caller sees are out."""
    count: int = await tx.value(SQL["valid_tickets_of"], event_id=event_id)
    return count


async def order(tx: Tx, order_id: UUID) -> Order:
    """Return an order as the caller may see it."""
    return await tx.one(SQL["order"], Order, order_id=order_id)


async def lines_of_order(tx: Tx, order: Order) -> list[OrderLine]:
    """Return an order's units by tier."""
    return await tx.all(SQL["lines_of_order"], OrderLine, event_id=order.event_id, order_id=order.id)


async def tickets_of_order(tx: Tx, order: Order) -> list[HeldTicket]:
    """Return the tickets of an order that its buyer still has."""
    return await tx.all(SQL["tickets_of_order"], HeldTicket, order_id=order.id, owner=order.user_id)


async def ticket_is_shown(tx: Tx, ticket_id: UUID) -> bool:
    """Return whether the caller holds a ticket, or the link of its order."""
    return await tx.value(SQL["ticket_shown"], ticket_id=ticket_id) is not None


async def ticket(tx: Tx, ticket_id: UUID) -> HeldTicket:
    """Return a ticket."""
    return await tx.one(SQL["ticket"], HeldTicket, ticket_id=ticket_id)


async def siblings(tx: Tx, *, order_id: UUID, ticket_id: UUID) -> list[UUID]:
    """Return the tickets of an order that belong to the same holder as one of them, in their order."""
    found = await tx.all(SQL["siblings"], Sibling, order_id=order_id, ticket_id=ticket_id)
    return [one.id for one in found]


async def my_groups(tx: Tx, tab: Tab, *, after: datetime, after_id: UUID, limit: int) -> list[TicketGroup]:
    """Return the caller's tickets by event and order: the next first, or of the past the latest first."""
    query = SQL["my_groups" if tab == "upcoming" else "my_past_groups"]
    return await tx.all(query, TicketGroup, after=after, after_id=after_id, limit=limit)


async def my_counts(tx: Tx) -> TicketCounts:
    """Return how many tickets the caller has."""
    return await tx.one(SQL["my_counts"], TicketCounts)


async def my_tickets(tx: Tx, *, user_id: UUID, upcoming: bool | None, before: UUID, limit: int) -> list[MyTicket]:
    """Return a person's tickets, newest first, keyset paged."""
    return await tx.all(
        SQL["my_tickets"],
        MyTicket,
        user_id=user_id,
        upcoming=upcoming,
        before=before,
        limit=limit,
        language=LANG.get(),
    )


async def my_orders(tx: Tx, *, user_id: UUID, before: datetime, before_id: UUID, limit: int) -> list[MyOrder]:
    """Return a person's orders, newest first, keyset paged."""
    return await tx.all(
        SQL["my_orders"],
        MyOrder,
        user_id=user_id,
        before=before,
        before_id=before_id,
        limit=limit,
        language=LANG.get(),
    )
