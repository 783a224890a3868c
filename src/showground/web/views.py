"""What templates read of events: cards, the page of one, its tiers. Made from what the domains return; no I/O."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from showground.domains.events.types import Topic
from showground.domains.ticketing.rules import price_unit
from showground.kit.format import country_name, when
from showground.web.labels import topic_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from showground.domains.events.types import Event, EventCard, EventPage
    from showground.domains.ticketing.reading.types import Shelf
    from showground.domains.ticketing.types import Offer, TierOffer

FEW = 20


class Card(msgspec.Struct, frozen=True):
    """An event in a grid, on a stub, in a list."""

    id: UUID
    slug: str
    title: str
    topic: str
    status: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    city: str
    country: str
    is_online: bool
    venue_name: str
    price_from_amount: int | None
    currency_code: str
    flag: str | None
    cover_key: str | None
    cover_focus: str
    language: str
    friends_count: int = 0


class EventView(msgspec.Struct, frozen=True):
    """An event on its own page."""

    id: UUID
    slug: str
    title: str
    topic: str
    about: str
    status: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    city: str
    country: str
    is_online: bool
    venue_name: str
    address: str
    latitude: float | None
    longitude: float | None
    website: str | None
    topics: list[Topic]
    is_past: bool
    cover_key: str | None
    cover_focus: str
    language: str
    friends_count: int = 0


class Organizer(msgspec.Struct, frozen=True):
    """Who owns the event of a page."""

    kind: str
    id: UUID
    name: str
    href: str
    about: str
    followers_count: int
    events_count: int
    picture_key: str | None


class TierView(msgspec.Struct, frozen=True):
    """A tier in the buy box. `fee_amount` comes on top when it is not zero."""

    id: UUID
    name: str
    about: str
    price_amount: int
    fee_amount: int
    currency_code: str
    left: int | None
    state: str
    sale_starts_at: datetime | None
    max_per_order: int


class Slot(msgspec.Struct, frozen=True):
    """A line of the schedule."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""


class PostView(msgspec.Struct, frozen=True):
    """A post on an event's page."""

    author_name: str
    author_id: UUID
    written_at: datetime
    text: str
    picture_key: str | None


def card(event: EventCard, shelf: Shelf | None, *, now: datetime) -> Card:
    """Return an event as its card shows it."""
    return Card(
        id=event.id,
        slug=event.slug,
        title=event.title,
        topic=event.topics[0] if event.topics else "",
        status=event.status,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        city=event.city,
        country=country_name(event.country_code, event.country),
        is_online=event.is_online,
        venue_name=event.venue_name,
        price_from_amount=shelf.price_from_amount if shelf else None,
        currency_code=event.currency_code,
        flag=flag_of(event, shelf, now=now),
        friends_count=shelf.friends_going if shelf else 0,
        cover_key=event.cover_key,
        cover_focus=event.cover_focus,
        language=event.language,
    )


def cards(events: Sequence[EventCard], shelves: Mapping[UUID, Shelf], *, now: datetime) -> list[Card]:
    """Return events as their cards show them."""
    return [card(event, shelves.get(event.id), now=now) for event in events]


def flag_of(event: EventCard, shelf: Shelf | None, *, now: datetime) -> str | None:
    """Return the one word that a card says about its event."""
    if event.status in {"cancelled", "postponed"}:
        return event.status
    if event.status in {"ended", "archived"} or event.ends_at < now:
        return "past"
    if shelf and shelf.sold_out:
        return "sold_out"
    zone = ZoneInfo(event.timezone)
    if event.starts_at.astimezone(zone).date() <= now.astimezone(zone).date():
        return "today"
    if shelf and shelf.places_left is not None and 0 < shelf.places_left <= FEW:
        return "few_left"
    return None


def event_view(event: Event, *, now: datetime, friends_count: int = 0) -> EventView:
    """Return an event as its page shows it."""
    return EventView(
        id=event.id,
        slug=event.slug,
        title=event.title,
        topic=event.topic_slugs[0] if event.topic_slugs else "",
        about=event.description or event.summary,
        status=event.status,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        city=event.city,
        country=country_name(event.country_code, event.country),
        is_online=event.is_online,
        venue_name=event.venue_name,
        address=event.address,
        latitude=event.latitude,
        longitude=event.longitude,
        website=event.website,
        topics=[Topic(one.slug, topic_name(one.name)) for one in event.topics],
        is_past=event.ends_at < now or event.status in {"ended", "archived"},
        friends_count=friends_count,
        cover_key=event.cover_key,
        cover_focus=event.cover_focus,
        language=event.language,
    )


def organizer_of(page: EventPage) -> Organizer:
    """Return who owns the event."""
    event = page.event
    folder = "organizations" if event.owner_kind == "organization" else "people"
    return Organizer(
        kind=event.owner_kind,
        id=event.owner_id,
        name=event.owner_name,
        href=f"/{folder}/{event.owner_handle}",
        about=event.owner_about,
        followers_count=page.following.followers_count,
        events_count=page.following.events_count,
        picture_key=event.owner_picture_key,
    )


def tiers_of(offer: Offer | None, *, now: datetime) -> list[TierView]:
    """Return the tiers that the buy box shows; what its organizer hides is not among them."""
    if offer is None:
        return []
    return [_tier(offer, tier, now=now) for tier in offer.tiers if tier.status != "hidden"]


def _tier(offer: Offer, tier: TierOffer, *, now: datetime) -> TierView:
    unit = price_unit(tier, offer.fee_plan, offer.fee_payer)
    return TierView(
        id=tier.id,
        name=tier.name,
        about=tier.description,
        price_amount=tier.price_amount,
        fee_amount=unit.total_amount - unit.price_amount,
        currency_code=offer.currency_code,
        left=tier.left,
        state=state_of(tier, now=now),
        sale_starts_at=tier.sales_start_at,
        max_per_order=tier.max_per_order,
    )


def state_of(tier: TierOffer, *, now: datetime) -> str:
    """Return whether a tier can be bought at this moment, or why not."""
    if tier.status != "on_sale":
        return "off_sale"
    if tier.sales_start_at is not None and now < tier.sales_start_at:
        return "not_yet"
    if tier.sales_end_at is not None and tier.sales_end_at <= now:
        return "sale_ended"
    return "sold_out" if tier.left is not None and tier.left <= 0 else "on_sale"


def schedule_of(page: EventPage) -> list[Slot]:
    """Return the dates of an event that has more than one."""
    if len(page.occurrences) < 2:
        return []
    return [
        Slot(one.starts_at, one.ends_at, one.name or when(one.starts_at, page.event.timezone, "date"))
        for one in page.occurrences
    ]


def posts_of(page: EventPage) -> list[PostView]:
    """Return the posts of an event's page."""
    return [
        PostView(post.author_name, post.author_user_id, post.created_at, post.text, post.author_picture_key)
        for post in page.posts
    ]
