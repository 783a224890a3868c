"""What readers ask of the tables of events, in the language that is spoken. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.events.rules import words_of
from showground.domains.events.types import (
    CityOnShow,
    Edition,
    Event,
    EventCard,
    Following,
    Occurrence,
    Post,
    TopicOnShow,
)
from showground.kit.words import LANG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.types import EventId, Wanted

SQL = named(__name__)


async def on_show(tx: Tx, wanted: Wanted, *, after: datetime, after_id: UUID, limit: int) -> list[EventCard]:
    """Return public events in the order of their start, keyset paged."""
    return await tx.all(
        SQL["on_show"], EventCard, **_asked(wanted), after=after, after_id=after_id, limit=limit, language=LANG.get()
    )


async def count_on_show(tx: Tx, wanted: Wanted) -> int:
    """Return how many public events are wanted."""
    count: int = await tx.value(SQL["count_on_show"], **_asked(wanted))
    return count


def _asked(wanted: Wanted) -> dict[str, object]:
    as_it_stands = wanted.text.strip().lower()
    return {
        "since": wanted.since,
        "until": wanted.until,
        "ends_after": wanted.ends_after,
        "words": words_of(wanted.text),
        "as_it_stands": as_it_stands,
        "topic": wanted.topic,
        "city": wanted.city,
        "country_code": wanted.country_code,
        "online": wanted.online,
    }


async def topics_on_show(tx: Tx) -> list[TopicOnShow]:
    """Return what coming events are about, the most frequent first."""
    return await tx.all(SQL["topics_on_show"], TopicOnShow)


async def cities_on_show(tx: Tx, *, most: int) -> list[CityOnShow]:
    """Return where the most events come."""
    return await tx.all(SQL["cities_on_show"], CityOnShow, most=most)


async def event_by_slug(tx: Tx, slug: str) -> Event:
    """Return an event."""
    return await tx.one(SQL["event"], Event, event_id=None, slug=slug, language=LANG.get())


async def event_by_id(tx: Tx, event_id: UUID) -> Event:
    """Return an event."""
    return await tx.one(SQL["event"], Event, event_id=event_id, slug=None, language=LANG.get())


async def cards(tx: Tx, event_ids: Sequence[UUID]) -> list[EventCard]:
    """Return some events, whatever their state, in the order of their start."""
    return await tx.all(SQL["cards"], EventCard, event_ids=list(event_ids), language=LANG.get())


async def occurrences(tx: Tx, event_id: EventId) -> list[Occurrence]:
    """Return the dates of an event."""
    return await tx.all(SQL["occurrences"], Occurrence, event_id=event_id)


async def posts(tx: Tx, event_id: EventId, *, limit: int) -> list[Post]:
    """Return what was written on an event, the pinned first, then the newest."""
    return await tx.all(SQL["posts"], Post, event_id=event_id, limit=limit)


async def editions(tx: Tx, *, series_id: UUID, event_id: EventId) -> list[Edition]:
    """Return the other public events of a series, the latest first."""
    return await tx.all(SQL["editions"], Edition, series_id=series_id, event_id=event_id, language=LANG.get())


async def similar(tx: Tx, *, event_id: EventId, series_id: UUID | None, topic: str) -> list[EventCard]:
    """Return the next public events about a topic."""
    return await tx.all(
        SQL["similar"], EventCard, event_id=event_id, series_id=series_id, topic=topic, language=LANG.get()
    )


async def coming_of_owner(
    tx: Tx, *, org_id: UUID | None, user_id: UUID | None, now: datetime, limit: int
) -> list[EventCard]:
    """Return the public events of an owner that are not over yet, the soonest first."""
    return await tx.all(
        SQL["coming_of_owner"], EventCard, org_id=org_id, user_id=user_id, now=now, limit=limit, language=LANG.get()
    )


async def past_of_owner(
    tx: Tx, *, org_id: UUID | None, user_id: UUID | None, now: datetime, limit: int
) -> list[EventCard]:
    """Return the public events of an owner that are over, the latest first."""
    return await tx.all(
        SQL["past_of_owner"], EventCard, org_id=org_id, user_id=user_id, now=now, limit=limit, language=LANG.get()
    )


async def following(tx: Tx, *, owner_id: UUID) -> Following:
    """Return how much an organizer is followed; only the service sees all of it."""
    return await tx.one(SQL["following"], Following, owner_id=owner_id)
