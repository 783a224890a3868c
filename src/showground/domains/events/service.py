"""How people find events and read their pages. Making and changing them stands in `managing`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from showground.domains.events import store
from showground.domains.events.rules import FAR, LONGEST_EVENT, days_of
from showground.domains.events.types import EventPage, OwnersEvents, Wanted
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from showground.db.tx import Tx
    from showground.domains.events.rules import DateChip
    from showground.domains.events.types import CityOnShow, Event, EventCard, TopicOnShow

FIRST = (datetime(1, 1, 2, tzinfo=UTC), UUID(int=0))
POSTS_SHOWN = 20
COMING_SHOWN, PAST_SHOWN = 12, 6


def coming(
    *,
    now: datetime,
    zone: ZoneInfo,
    chip: DateChip | None = None,
    text: str = "",
    topic: str | None = None,
    city: str | None = None,
    country_code: str | None = None,
    online: bool | None = None,
) -> Wanted:
    """Return a search among the events that are not over yet; with a chip, those that run on its days."""
    span = days_of(chip, now=now, zone=zone) if chip else None
    begin = max(now, span.since) if span else now
    return Wanted(
        since=begin - LONGEST_EVENT,
        until=span.until if span else FAR,
        ends_after=begin,
        text=text,
        topic=topic,
        city=city,
        country_code=country_code,
        online=online,
    )


async def discover(tx: Tx, wanted: Wanted, *, cursor: str | None, limit: int) -> Page[EventCard]:
    """Return public events in the order of their start.

    Raises:
        Invalid: the cursor is none of ours.
    """
    after, after_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else FIRST
    found = await store.on_show(tx, wanted, after=after, after_id=after_id, limit=limit + 1)
    return paged(found, limit, "starts_at", "id")


async def how_many(tx: Tx, wanted: Wanted) -> int:
    """Return how many events a search finds."""
    return await store.count_on_show(tx, wanted)


async def topics_on_show(tx: Tx) -> list[TopicOnShow]:
    """Return what coming events are about, the most frequent first."""
    return await store.topics_on_show(tx)


async def cities_on_show(tx: Tx, *, most: int) -> list[CityOnShow]:
    """Return where the most events come."""
    return await store.cities_on_show(tx, most=most)


async def event(tx: Tx, *, slug: str | None = None, event_id: UUID | None = None) -> Event:
    """Return an event by its address or its id.

    Raises:
        Unknown: there is none that the caller may see.
    """
    if event_id is not None:
        return await store.event_by_id(tx, event_id)
    return await store.event_by_slug(tx, slug or "")


async def event_page(tx: Tx, shown: Event) -> EventPage:
    """Return what stands around an event that the caller sees. The transaction acts as the service afterwards."""
    dates = await store.occurrences(tx, shown.id)
    posts = await store.posts(tx, shown.id, limit=POSTS_SHOWN)
    editions = await store.editions(tx, series_id=shown.series_id, event_id=shown.id) if shown.series_id else []
    alike: list[EventCard] = []
    if shown.topic_slugs:
        alike = await store.similar(tx, event_id=shown.id, series_id=shown.series_id, topic=shown.topic_slugs[0])
    await tx.as_service()
    following = await store.following(tx, owner_id=shown.owner_id)
    return EventPage(shown, dates, posts, editions, alike, following)


async def events_of_owner_on_show(
    tx: Tx, *, org_id: UUID | None = None, user_id: UUID | None = None, now: datetime
) -> OwnersEvents:
    """Return the public events of an organization or of a person, as their public page lists them."""
    coming = await store.coming_of_owner(tx, org_id=org_id, user_id=user_id, now=now, limit=COMING_SHOWN)
    past = await store.past_of_owner(tx, org_id=org_id, user_id=user_id, now=now, limit=PAST_SHOWN)
    return OwnersEvents(coming, past)
