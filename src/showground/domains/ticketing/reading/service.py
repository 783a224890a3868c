"""What buyers and holders are shown: proved as whoever asks, then read as the service with the row named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from showground.domains.events import store as events
from showground.domains.ticketing.carts import person_of
from showground.domains.ticketing.reading import store
from showground.domains.ticketing.reading.types import OrderPage, TicketPage
from showground.kit.faults import Unknown
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Tx
    from showground.domains.events.types import EventCard
    from showground.domains.ticketing.reading.types import MyOrder, MyTicket, Shelf, Tab, TicketCounts, TicketGroup

LAST_ID = UUID(int=(1 << 128) - 1)
LAST = (datetime(9000, 1, 1, tzinfo=UTC), LAST_ID)
FIRST = (datetime(1, 1, 2, tzinfo=UTC), UUID(int=0))


async def shelves(tx: Tx, event_ids: Sequence[UUID]) -> dict[UUID, Shelf]:
    """Return prices and places of public events, by event; those without tickets are absent."""
    if not event_ids:
        return {}
    return {shelf.event_id: shelf for shelf in await store.shelf_of(tx, event_ids)}


async def going_count(tx: Tx, event_id: UUID) -> int:
    """Return how many people have a ticket of an event that the caller sees."""
    return await store.valid_tickets_of(tx, event_id)


async def order_page(tx: Tx, order_id: UUID) -> OrderPage:
    """Return an order with its lines, tickets and event, for its buyer or the guest with its link.

    Raises:
        Unknown: it is not the caller's; who sells it has other pages.
    """
    order = await store.order(tx, order_id)
    person = person_of(tx.principal)
    if person is not None and order.user_id != person:
        raise Unknown
    await tx.as_service()
    lines = await store.lines_of_order(tx, order)
    tickets = await store.tickets_of_order(tx, order)
    [event] = await events.cards(tx, [order.event_id])
    return OrderPage(order, lines, tickets, event)


async def ticket_page(tx: Tx, ticket_id: UUID) -> TicketPage:
    """Return a ticket with its event, for its holder or the guest with its order's link.

    Raises:
        Unknown: it is not the caller's.
    """
    if not await store.ticket_is_shown(tx, ticket_id):
        raise Unknown
    await tx.as_service()
    ticket = await store.ticket(tx, ticket_id)
    [event] = await events.cards(tx, [ticket.event_id])
    siblings = [ticket.id]
    if ticket.order_id is not None:
        siblings = await store.siblings(tx, order_id=ticket.order_id, ticket_id=ticket.id)
    return TicketPage(ticket, event, siblings)


async def my_groups(
    tx: Tx, tab: Tab, *, cursor: str | None, limit: int
) -> tuple[Page[TicketGroup], dict[UUID, EventCard]]:
    """Return the caller's tickets by event and order, and the events by id.

    Raises:
        Invalid: the cursor is none of ours.
    """
    otherwise = FIRST if tab == "upcoming" else LAST
    after, after_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else otherwise
    found = await store.my_groups(tx, tab, after=after, after_id=after_id, limit=limit + 1)
    groups = paged(found, limit, "starts_at", "sort_id")
    cards = await events.cards(tx, [group.event_id for group in groups.items])
    return groups, {card.id: card for card in cards}


async def my_counts(tx: Tx) -> TicketCounts:
    """Return how many tickets the caller has."""
    return await store.my_counts(tx)


async def my_tickets(tx: Tx, *, person: UUID, tab: Tab | None, cursor: str | None, limit: int) -> Page[MyTicket]:
    """Return a person's tickets, newest first.

    Raises:
        Invalid: the cursor is none of ours.
    """
    (before,) = decode_cursor(cursor, tuple[UUID]) if cursor else (LAST_ID,)
    upcoming = None if tab is None else tab == "upcoming"
    found = await store.my_tickets(tx, user_id=person, upcoming=upcoming, before=before, limit=limit + 1)
    return paged(found, limit, "id")


async def my_orders(tx: Tx, *, person: UUID, cursor: str | None, limit: int) -> Page[MyOrder]:
    """Return a person's orders, newest first.

    Raises:
        Invalid: the cursor is none of ours.
    """
    before, before_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else LAST
    found = await store.my_orders(tx, user_id=person, before=before, before_id=before_id, limit=limit + 1)
    return paged(found, limit, "created_at", "id")
