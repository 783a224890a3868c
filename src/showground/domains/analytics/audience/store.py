"""Every question that owners ask about their audience. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.analytics.audience.types import Counted, Source, ViewsOfDay

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def views_of_owner(tx: Tx, *, user_id: UUID | None, org_id: UUID | None, since: datetime) -> list[ViewsOfDay]:
    """Return how often the events of an owner were shown, for whom the caller acts; others see none."""
    return await tx.all(SQL["views_of_owner"], ViewsOfDay, user_id=user_id, org_id=org_id, since=since)


async def days_of_event(tx: Tx, event_id: UUID, *, since: date) -> list[Counted]:
    """Return what was counted of an event whose seller the caller acts for, oldest first."""
    return await tx.all(SQL["days_of_event"], Counted, event_id=event_id, since=since)


async def sources_of_event(tx: Tx, event_id: UUID, *, since: datetime, among: int, limit: int) -> list[Source]:
    """Return where the newest views came from, the most first.

    Args:
        among: How many of the newest views are looked at.
    """
    return await tx.all(SQL["sources_of_event"], Source, event_id=event_id, since=since, among=among, limit=limit)
