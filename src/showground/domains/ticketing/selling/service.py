"""What the seller's side asks and does: each first proves that the caller runs the event, or acts for the owner."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from showground.domains.events.managing import service as managing
from showground.domains.ticketing.selling import rules, store
from showground.kit.faults import Unknown
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from showground.db.tx import Tx
    from showground.domains.events.managing.types import ManagedEvent
    from showground.domains.events.types import OwnerKind
    from showground.domains.ticketing.selling.types import (
        Attendee,
        EventCounts,
        GateCount,
        ListedEvent,
        NearlyGone,
        OwnerDay,
        Presence,
        RecentScan,
        SoldOnDay,
        SoldOrder,
        TierSales,
        Totals,
        Turnout,
        When,
    )
    from showground.domains.ticketing.types import OrderStatus

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
LONG_AGO, FAR_AHEAD = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
BATCH = 500


class Owner(TypedDict):
    """How queries name an owner: one of the two."""

    user_id: UUID | None
    org_id: UUID | None


async def orders(
    tx: Tx, event_id: UUID, *, status: OrderStatus | None, words: str, cursor: str | None, limit: int
) -> Page[SoldOrder]:
    """Return the orders of an event that the caller runs, newest first.

    Raises:
        Unknown: there is no such event, or it is hidden from him.
        Refused: he sees it, but does not run it, or helps there with something else.
    """
    await managing.managed(tx, event_id, "orders")
    before, before_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (FAR_AHEAD, LAST)
    found = await store.orders_of_event(
        tx,
        event_id,
        status=status,
        words=words.strip(),
        tail=rules.tail_of_number(words),
        before=before,
        before_id=before_id,
        limit=limit + 1,
    )
    return paged(found, limit, "created_at", "id")


async def count_orders(tx: Tx, event_id: UUID, *, status: OrderStatus | None, words: str) -> int:
    """Return how many orders a list of them has in all."""
    await managing.managed(tx, event_id, "orders")
    return await store.count_orders_of_event(
        tx, event_id, status=status, words=words.strip(), tail=rules.tail_of_number(words)
    )


async def attendees(
    tx: Tx, event_id: UUID, *, shown: Presence, words: str, cursor: str | None, limit: int
) -> Page[Attendee]:
    """Return who holds a ticket of an event that the caller runs, in the order of issue."""
    await managing.managed(tx, event_id, "people")
    await tx.as_service()  # the right is proved; names of holders are not in everybody's reach
    (after,) = decode_cursor(cursor, tuple[UUID]) if cursor else (FIRST,)
    found = await store.attendees_of_event(
        tx,
        event_id,
        shown=shown,
        words=rules.words_or_code(words),
        after=after,
        limit=limit + 1,
    )
    return paged(found, limit, "ticket_id")


async def every_order(tx: Tx, event_id: UUID) -> AsyncIterator[SoldOrder]:
    """Give every order of an event, newest first, some hundreds at a time."""
    cursor: str | None = None
    while True:
        page = await orders(tx, event_id, status=None, words="", cursor=cursor, limit=BATCH)
        for order in page.items:
            yield order
        if (cursor := page.next) is None:
            return


async def every_attendee(tx: Tx, event_id: UUID) -> AsyncIterator[Attendee]:
    """Give every ticket holder of an event, some hundreds at a time."""
    await managing.managed(tx, event_id, "people")
    await tx.as_service()
    after = FIRST
    while True:
        found = await store.attendees_of_event(tx, event_id, shown="all", words="", after=after, limit=BATCH)
        for attendee in found:
            yield attendee
        if len(found) < BATCH:
            return
        after = found[-1].ticket_id


async def totals(tx: Tx, event_id: UUID) -> Totals:
    """Return how an event that the caller runs sells."""
    await managing.managed(tx, event_id, "figures")
    await tx.as_service()
    return await store.totals_of_event(tx, event_id)


async def tiers(tx: Tx, event_id: UUID) -> list[TierSales]:
    """Return the tiers of an event that the caller runs, with their stock."""
    await managing.managed(tx, event_id)
    return await store.tiers_of_event(tx, event_id)


async def sales_by_day(tx: Tx, event_id: UUID, *, since: datetime = LONG_AGO) -> list[SoldOnDay]:
    """Return the days on which an event that the caller runs sold something, tier by tier."""
    await managing.managed(tx, event_id, "figures")
    return await store.sales_by_day(tx, event_id, since=since)


async def recent_scans(tx: Tx, event_id: UUID, *, limit: int = 5) -> list[RecentScan]:
    """Return the newest attempts to come in."""
    await managing.managed(tx, event_id, "door")
    return await store.recent_scans(tx, event_id, limit=limit)


async def turnout(tx: Tx, event_id: UUID) -> Turnout:
    """Return how many were sold and how many are in; no money, so that the door may know."""
    await managing.managed(tx, event_id, "door")
    await tx.as_service()
    return await store.turnout_of_event(tx, event_id)


async def gate_counts(tx: Tx, event_id: UUID) -> list[GateCount]:
    """Return how many came in through which gate; none to who sees only money."""
    await managing.managed(tx, event_id)
    return await store.gate_counts(tx, event_id)


async def publish(tx: Tx, event_id: UUID) -> ManagedEvent:
    """Show an event that has at least one ticket to those it is meant for.

    Raises:
        NotReady: something is missing; `missing` names it.
    """
    return await managing.publish(tx, event_id, tiers_count=await store.count_tiers_of_event(tx, event_id))


async def events_of_owner(
    tx: Tx, kind: OwnerKind, owner_id: UUID, *, tab: When, words: str, cursor: str | None, limit: int
) -> Page[ListedEvent]:
    """Return the events of somebody for whom the caller acts: himself, or an organization.

    Raises:
        Unknown: the caller does not act for the owner.
    """
    columns = await _owner_columns(tx, kind, owner_id)
    start = (FAR_AHEAD, LAST) if tab == "past" else (LONG_AGO, FIRST)
    starts_at, after_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else start
    found = await store.events_of_owner(
        tx, **columns, tab=tab, words=words.strip(), starts_at=starts_at, after_id=after_id, limit=limit + 1
    )
    return paged(found, limit, "starts_at", "id")


async def count_events(tx: Tx, kind: OwnerKind, owner_id: UUID) -> EventCounts:
    """Return how many events an owner has, for whom the caller acts."""
    return await store.count_events_of_owner(tx, **await _owner_columns(tx, kind, owner_id))


async def sales_of_owner(tx: Tx, kind: OwnerKind, owner_id: UUID, *, since: datetime) -> list[OwnerDay]:
    """Return what an owner's events sold, every day since then."""
    return await store.sales_of_owner(tx, **await _owner_columns(tx, kind, owner_id), since=since)


async def nearly_gone(tx: Tx, kind: OwnerKind, owner_id: UUID, *, few: int = 10, limit: int = 3) -> list[NearlyGone]:
    """Return the tiers of an owner that will sell out soon."""
    return await store.nearly_gone(tx, **await _owner_columns(tx, kind, owner_id), few=few, limit=limit)


async def _owner_columns(tx: Tx, kind: OwnerKind, owner_id: UUID) -> Owner:
    """Prove that the caller acts for an owner; return how queries name him."""
    owner = Owner(user_id=owner_id if kind == "user" else None, org_id=owner_id if kind == "organization" else None)
    if not await store.acted_for_by_caller(tx, **owner):
        raise Unknown
    return owner
