"""Events over the API, as everybody finds and reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from showground.api.shapes import Amount, Cursor, Limit
from showground.domains.events import service, store
from showground.domains.events.rules import FAR
from showground.domains.events.types import (
    Edition,
    Event,
    EventCard,
    EventPage,
    EventStatus,
    Focus,
    Language,
    Languages,
    Occurrence,
    OwnerKind,
    Post,
    Slug,
    Topic,
    Visibility,
    Wanted,
    Zone,
)
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.reading import service as reading
from showground.domains.ticketing.reading.types import Shelf
from showground.domains.ticketing.rules import price_unit
from showground.domains.ticketing.types import FeePayer, Offer, TierOffer, TierStatus
from showground.domains.users.types import PictureKey
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.kit.money import Money
from showground.kit.paging import Page


class Place(msgspec.Struct, frozen=True):
    """Where people meet."""

    is_online: bool
    venue_name: str
    city: str
    country_code: str | None


class EventItem(msgspec.Struct, frozen=True):
    """An event in a list. `price_from` is the least price that can be bought now, null when none can."""

    id: UUID
    slug: Slug
    title: str
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    timezone: Zone
    place: Place
    topics: Annotated[list[str], Meta(examples=[["ruby"]])]
    price_from: Amount | None
    sold_out: bool
    cover_key: PictureKey | None
    cover_focus: Focus
    language: Language


class Address(msgspec.Struct, frozen=True):
    """Where exactly people meet; `latitude` and `longitude` in degrees (WGS 84)."""

    is_online: bool
    venue_name: str
    street: str
    city: str
    country_code: str | None
    latitude: float | None
    longitude: float | None


class OwnerOut(msgspec.Struct, frozen=True):
    """Whose event it is."""

    kind: OwnerKind
    id: UUID
    handle: str
    name: str
    followers_count: int
    events_count: int
    picture_key: PictureKey | None


class EventOut(msgspec.Struct, frozen=True):
    """An event with what its page shows; its tickets stand at `/events/{id}/offer`."""

    id: UUID
    slug: Slug
    url: Annotated[str, Meta(examples=["https://showground.example/events/euruko-2027"])]
    title: str
    summary: str
    description: str
    status: EventStatus
    visibility: Visibility
    starts_at: datetime
    ends_at: datetime
    timezone: Zone
    place: Address
    website: str | None
    currency: Annotated[str, Meta(examples=["EUR"])]
    owner: OwnerOut
    topics: list[Topic]
    occurrences: list[Occurrence]
    editions: list[Edition]
    posts: list[Post]
    similar: list[EventItem]
    going_count: int
    revision: int
    cover_key: PictureKey | None
    cover_focus: Focus
    language: Language
    languages: Languages


class TierOut(msgspec.Struct, frozen=True):
    """A tier as it is sold now. `total` is what one ticket costs the buyer: the price, and the fee when he pays it."""

    id: UUID
    name: Annotated[str, Meta(examples=["Standard"])]
    description: str
    price: Amount
    fee: Amount
    total: Amount
    tax_bps: Annotated[int, Meta(description="Tax contained in the price, in basis points of the net price.")]
    status: TierStatus
    sales_start_at: datetime | None
    sales_end_at: datetime | None
    min_per_order: int
    max_per_order: int
    left: Annotated[int, Meta(description="Places that can be sold now.")] | None


class OfferOut(msgspec.Struct, frozen=True):
    """What an event sells."""

    event: UUID
    currency: Annotated[str, Meta(examples=["EUR"])]
    fee_payer: FeePayer
    tiers: list[TierOut]


Words = Annotated[str, QueryParameter(max_length=200, description="Words of title, place or summary.")]
TopicSlug = Annotated[str | None, QueryParameter(min_length=1, max_length=80, description="Slug of a topic.")]
City = Annotated[str | None, QueryParameter(min_length=1, max_length=120, description="Name of a city, in any case.")]
Country = Annotated[str | None, QueryParameter(pattern="^[A-Za-z]{2}$", description="ISO 3166-1 alpha-2.")]
Online = Annotated[bool | None, QueryParameter(description="Only online events, or only others.")]
From = Annotated[datetime | None, QueryParameter(name="from", description="The earliest start; default: not over yet.")]
Until = Annotated[datetime | None, QueryParameter(description="Starts before this moment.")]


class Sieve(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of events is narrowed to."""

    q: str = ""
    topic: str | None = None
    city: str | None = None
    country: str | None = None
    online: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


async def provide_sieve(  # noqa: PLR0917 - Litestar names each query parameter
    q: Words = "",
    topic: TopicSlug = None,
    city: City = None,
    country: Country = None,
    online: Online = None,
    since: From = None,
    until: Until = None,
) -> Sieve:
    """Collect what a list of events is narrowed to."""
    return Sieve(q=q, topic=topic, city=city, country=country, online=online, since=since, until=until)


@get("/events", operation_id="Events", opt=allow(public=True), dependencies={"sieve": provide_sieve})
async def events(
    desk: NamedDependency[Desk], sieve: NamedDependency[Sieve], cursor: Cursor = None, limit: Limit = 20
) -> Page[EventItem]:
    """List public events in the order of their start: those that are not over yet, unless `from` says otherwise."""
    wanted = _wanted(sieve, now=datetime.now(UTC))
    async with desk.open(read_only=True) as tx:
        found = await service.discover(tx, wanted, cursor=cursor, limit=limit)
        shelves = await reading.shelves(tx, [one.id for one in found.items])
    return Page([_item(one, shelves.get(one.id)) for one in found.items], found.next)


def _wanted(sieve: Sieve, *, now: datetime) -> Wanted:
    wanted = service.coming(
        now=now,
        zone=ZoneInfo("UTC"),
        text=sieve.q,
        topic=sieve.topic,
        city=sieve.city,
        country_code=sieve.country.upper() if sieve.country else None,
        online=sieve.online,
    )
    if sieve.since is not None:
        wanted = msgspec.structs.replace(wanted, since=sieve.since, ends_after=sieve.since)
    return msgspec.structs.replace(wanted, until=sieve.until or FAR)


@get("/events/{event_id:uuid}", operation_id="Event", opt=allow(public=True))
async def event(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> EventOut:
    """Show an event; an unlisted one with its `link`."""
    async with desk.open(read_only=True) as tx:
        found = await service.event(tx, event_id=event_id)
        going = await reading.going_count(tx, event_id)
        page = await service.event_page(tx, found)
        shelves = await reading.shelves(tx, [one.id for one in page.similar])
    return EventOut(
        id=found.id,
        slug=found.slug,
        url=f"{desk.settings.address}/events/{found.slug}",
        title=found.title,
        summary=found.summary,
        description=found.description,
        status=found.status,
        visibility=found.visibility,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        timezone=found.timezone,
        place=_address(found),
        website=found.website,
        currency=found.currency_code,
        owner=_owner(page),
        topics=found.topics,
        occurrences=page.occurrences,
        editions=page.editions,
        posts=page.posts,
        similar=[_item(one, shelves.get(one.id)) for one in page.similar],
        going_count=going,
        revision=found.revision,
        cover_key=found.cover_key,
        cover_focus=found.cover_focus,
        language=found.language,
        languages=found.languages,
    )


@get("/events/{event_id:uuid}/offer", operation_id="Offer", opt=allow(public=True))
async def offer(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> OfferOut:
    """Show what an event sells, at which price, and how much is left."""
    async with desk.open(read_only=True) as tx:
        await store.event_by_id(tx, event_id)
        found = await ticketing.offer(tx, event_id)
    return OfferOut(
        event=found.event_id,
        currency=found.currency_code,
        fee_payer=found.fee_payer,
        tiers=[_tier(found, tier) for tier in found.tiers if tier.status != "hidden"],
    )


def _item(event: EventCard, shelf: Shelf | None) -> EventItem:
    price = shelf.price_from_amount if shelf else None
    return EventItem(
        id=event.id,
        slug=event.slug,
        title=event.title,
        status=event.status,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        place=Place(event.is_online, event.venue_name, event.city, event.country_code),
        topics=event.topics,
        price_from=None if price is None else Money(price, event.currency_code),
        sold_out=bool(shelf and shelf.sold_out),
        cover_key=event.cover_key,
        cover_focus=event.cover_focus,
        language=event.language,
    )


def _owner(page: EventPage) -> OwnerOut:
    event, following = page.event, page.following
    return OwnerOut(
        kind=event.owner_kind,
        id=event.owner_id,
        handle=event.owner_handle,
        name=event.owner_name,
        followers_count=following.followers_count,
        events_count=following.events_count,
        picture_key=event.owner_picture_key,
    )


def _address(event: Event) -> Address:
    return Address(
        is_online=event.is_online,
        venue_name=event.venue_name,
        street=event.address,
        city=event.city,
        country_code=event.country_code,
        latitude=event.latitude,
        longitude=event.longitude,
    )


def _tier(offer: Offer, tier: TierOffer) -> TierOut:
    unit, currency = price_unit(tier, offer.fee_plan, offer.fee_payer), offer.currency_code
    return TierOut(
        id=tier.id,
        name=tier.name,
        description=tier.description,
        price=Money(unit.price_amount, currency),
        fee=Money(unit.total_amount - unit.price_amount, currency),
        total=Money(unit.total_amount, currency),
        tax_bps=tier.tax_bps,
        status=tier.status,
        sales_start_at=tier.sales_start_at,
        sales_end_at=tier.sales_end_at,
        min_per_order=tier.min_per_order,
        max_per_order=tier.max_per_order,
        left=tier.left,
    )


HANDLERS = [events, event, offer]
