"""Every question that the seller's side asks about its sales. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.ticketing.selling.types import (
    Attendee,
    EventCounts,
    GateCount,
    ListedEvent,
    NearlyGone,
    OwnerDay,
    RecentScan,
    SoldOnDay,
    SoldOrder,
    TierSales,
    Totals,
    Turnout,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.types import EventStatus
    from showground.domains.ticketing.selling.types import Presence, When
    from showground.domains.ticketing.types import OrderStatus

SQL = named(__name__)


async def orders_of_event(
    tx: Tx,
    event_id: UUID,
    *,
    status: OrderStatus | None,
    words: str,
    tail: str,
    before: datetime,
    before_id: UUID,
    limit: int,
) -> list[SoldOrder]:
    """Return orders, newest first."""
    return await tx.all(
        SQL["orders_of_event"],
        SoldOrder,
        event_id=event_id,
        status=status,
        words=words,
        tail=tail,
        before=before,
        before_id=before_id,
        limit=limit,
    )


async def count_orders_of_event(tx: Tx, event_id: UUID, *, status: OrderStatus | None, words: str, tail: str) -> int:
    """Return how many orders there are."""
    count: int = await tx.value(SQL["count_orders_of_event"], event_id=event_id, status=status, words=words, tail=tail)
    return count


async def attendees_of_event(
    tx: Tx, event_id: UUID, *, shown: Presence, words: str, after: UUID, limit: int
) -> list[Attendee]:
    """Return ticket holders in the order of issue."""
    return await tx.all(
        SQL["attendees_of_event"], Attendee, event_id=event_id, shown=shown, words=words, after=after, limit=limit
    )


async def totals_of_event(tx: Tx, event_id: UUID) -> Totals:
    """Return how an event sells."""
    return await tx.one(SQL["totals_of_event"], Totals, event_id=event_id)


async def turnout_of_event(tx: Tx, event_id: UUID) -> Turnout:
    """Return how many were sold and how many are in."""
    return await tx.one(SQL["turnout_of_event"], Turnout, event_id=event_id)


async def tiers_of_event(tx: Tx, event_id: UUID) -> list[TierSales]:
    """Return the tiers with their stock, in the organizer's order."""
    return await tx.all(SQL["tiers_of_event"], TierSales, event_id=event_id)


async def count_tiers_of_event(tx: Tx, event_id: UUID) -> int:
    """Return how many tickets are, or will be, on sale."""
    count: int = await tx.value(SQL["count_tiers_of_event"], event_id=event_id)
    return count


async def sales_by_day(tx: Tx, event_id: UUID, *, since: datetime) -> list[SoldOnDay]:
    """Return days with a sale."""
    return await tx.all(SQL["sales_by_day"], SoldOnDay, event_id=event_id, since=since)


async def recent_scans(tx: Tx, event_id: UUID, *, limit: int) -> list[RecentScan]:
    """Return the newest attempts to come in."""
    return await tx.all(SQL["recent_scans"], RecentScan, event_id=event_id, limit=limit)


async def gate_counts(tx: Tx, event_id: UUID) -> list[GateCount]:
    """Return how many came in where."""
    return await tx.all(SQL["gate_counts"], GateCount, event_id=event_id)


async def events_of_owner(
    tx: Tx,
    *,
    user_id: UUID | None,
    org_id: UUID | None,
    tab: When,
    words: str,
    starts_at: datetime,
    after_id: UUID,
    limit: int,
) -> list[ListedEvent]:
    """Return an owner's events, going on from one of them."""
    return await tx.all(
        SQL["events_of_owner"],
        ListedEvent,
        user_id=user_id,
        org_id=org_id,
        tab=tab,
        words=words,
        starts_at=starts_at,
        id=after_id,
        limit=limit,
    )


async def events_of_platform(tx: Tx, *, words: str, status: EventStatus | None, limit: int) -> list[ListedEvent]:
    """Return events of everybody, the soonest first."""
    return await tx.all(SQL["events_of_platform"], ListedEvent, words=words, status=status, limit=limit)


async def count_events_of_owner(tx: Tx, *, user_id: UUID | None, org_id: UUID | None) -> EventCounts:
    """Return how many events an owner has."""
    return await tx.one(SQL["count_events_of_owner"], EventCounts, user_id=user_id, org_id=org_id)


async def sales_of_owner(tx: Tx, *, user_id: UUID | None, org_id: UUID | None, since: datetime) -> list[OwnerDay]:
    """Return what an owner's events sold, day by day."""
    return await tx.all(SQL["sales_of_owner"], OwnerDay, user_id=user_id, org_id=org_id, since=since)


async def nearly_gone(tx: Tx, *, user_id: UUID | None, org_id: UUID | None, few: int, limit: int) -> list[NearlyGone]:
    """Return tiers with few places left."""
    return await tx.all(SQL["nearly_gone"], NearlyGone, user_id=user_id, org_id=org_id, few=few, limit=limit)


async def acted_for_by_caller(tx: Tx, *, user_id: UUID | None, org_id: UUID | None) -> bool:
    """Return whether the caller is this person, or a member of this organization."""
    acts: bool = await tx.value(SQL["acted_for_by_caller"], user_id=user_id, org_id=org_id)
    return acts
