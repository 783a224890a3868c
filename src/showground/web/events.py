"""Pages that everybody sees: discovery, an event, its calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from showground.db.principal import Anonymous
from showground.domains.events import service, store
from showground.domains.events.rules import DateChip
from showground.domains.events.types import CityOnShow, Event, EventPage, TopicOnShow
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.errors import NotOnSale
from showground.domains.ticketing.reading import service as reading
from showground.domains.ticketing.reading.types import Shelf
from showground.domains.ticketing.types import Offer
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.seeing import saw_cards, saw_event
from showground.http.shortly import Shortly
from showground.kit.words import LANG, gettext, marked
from showground.web import calendars, views
from showground.web.labels import topic_name
from showground.web.render import page
from showground.web.shell import frame, show
from showground.web.structured import json_ld, open_graph
from showground.web.zone import UTC_ZONE, zone_of, zone_said

if TYPE_CHECKING:
    from litestar.datastructures import State

    from showground.db.tx import Tx

PAGE_SIZE = 24
TOPICS_SHOWN, CITIES_SHOWN = 12, 3
MOMENT_SECONDS, CHIPS_SECONDS = 1.0, 60.0
CHIPS: dict[DateChip | str, str] = {
    "today": marked("Today"),
    "weekend": marked("This weekend"),
    "week": marked("This week"),
    "next-month": marked("Next month"),
}
ONLINE = "online"
LONGEST = 200
ANYBODYS_TOKEN = "the-token-of-whoever-asks"  # noqa: S105 - its place in a shared page


class Asked(msgspec.Struct, frozen=True):
    """What the address of a discovery page asks for."""

    q: str = ""
    when: str = ""
    topic: str = ""
    place: str = ""
    country: str = ""

    def href(self, **other: str) -> str:
        """Return the address of this search with some answers changed."""
        asked = {name: value for name, value in {**msgspec.structs.asdict(self), **other}.items() if value}
        return f"/?{urlencode(asked)}" if asked else "/"


class Chip(msgspec.Struct, frozen=True):
    """A choice above the list."""

    name: str
    href: str
    current: bool


class Choices(msgspec.Struct, frozen=True):
    """Topics and cities with events to come."""

    topics: list[TopicOnShow]
    cities: list[CityOnShow]


class Shown(msgspec.Struct, frozen=True):
    """All that an event's page is made of."""

    page: EventPage
    offer: Offer | None
    going: int
    shelves: dict[UUID, Shelf]


class Rendered(msgspec.Struct, frozen=True):
    """A page that visitors may share, and the events that whoever gets it sees."""

    response: Response[str]
    events: list[UUID]


@get("/", opt=allow(public=True))
async def discover(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show what comes; to htmx the next cards alone. Everybody who is not signed in shares an answer for a second."""
    asked, cursor = _asked(desk), desk.request.query_params.get("cursor")
    fragment = bool(desk.request.headers.get("hx-request"))
    around = frame(desk)
    vary = {"vary": "HX-Request, Cookie, Accept-Language"}

    async def render() -> Rendered:
        context = await _discovered(desk, asked, cursor, whole=not fragment)
        template = "events/_cards.html" if fragment else "events/discover.html"
        made = page(template, headers=vary, **(around | context))
        return Rendered(made, [card.id for card in context["events"]])

    zone = zone_said(desk).key if asked.when else ""  # only days differ by zone
    pages: Shortly[Rendered] = _kept(desk, "discover", MOMENT_SECONDS)
    own = desk.viewer is not None or around["notices"]
    key = (asked, cursor, fragment, around["theme"], LANG.get(), zone)
    shown = await render() if own else await pages.get(key, render)
    saw_cards(desk, shown.events, "discover" if asked == Asked() else "search")
    made = shown.response
    return made if own else Response(made.content, media_type=made.media_type, headers=dict(made.headers))


def _asked(desk: Desk) -> Asked:
    given = {name: desk.request.query_params.get(name, "")[:LONGEST].strip() for name in Asked.__struct_fields__}
    when = given.pop("when")
    return Asked(**given, when=when if when in CHIPS else "")


async def _discovered(desk: Desk, asked: Asked, cursor: str | None, *, whole: bool) -> dict[str, Any]:
    """Return what the templates of discovery read; only the whole page needs more than the cards."""
    now = datetime.now(UTC)
    chip: Any = asked.when or None
    online = asked.place.lower() == ONLINE
    wanted = service.coming(
        now=now,
        zone=await zone_of(desk) if chip else UTC_ZONE,
        chip=chip,
        text=asked.q,
        topic=asked.topic or None,
        city=asked.place if asked.place and not online else None,
        country_code=asked.country.upper() or None,
        online=True if online else None,
    )
    filtered = asked != Asked()
    async with desk.open(read_only=True) as tx:
        found = await service.discover(tx, wanted, cursor=cursor, limit=PAGE_SIZE)
        shelves = await reading.shelves(tx, [one.id for one in found.items])
        total = await service.how_many(tx, wanted) if filtered and whole else len(found.items)
    more = asked.href(cursor=found.next) if found.next else None
    context: dict[str, Any] = {"events": views.cards(found.items, shelves, now=now), "more": more}
    if whole:
        context |= {"q": asked.q, "place": asked.place, "total": total, "filtered": filtered, "clear_href": "/"}
        context |= _chips(asked, await _choices(desk))
    return context


def _chips(asked: Asked, choices: Choices) -> dict[str, list[Chip]]:
    topics = choices.topics[:TOPICS_SHOWN]
    topics += [one for one in choices.topics[TOPICS_SHOWN:] if one.slug == asked.topic]
    cities = [one.city for one in choices.cities]
    if asked.place and asked.place.lower() not in {ONLINE, *(city.lower() for city in cities)}:
        cities.insert(0, asked.place)
    return {
        "dates": [
            Chip(gettext("Any day"), asked.href(when=""), not asked.when),
            *(Chip(gettext(name), asked.href(when=slug), asked.when == slug) for slug, name in CHIPS.items()),
        ],
        "topics": [
            Chip(topic_name(one.name), asked.href(topic="" if picked else one.slug), picked)
            for one, picked in ((one, one.slug == asked.topic) for one in topics)
        ],
        "places": [
            Chip(gettext("Anywhere"), asked.href(place=""), not asked.place),
            *(Chip(city, asked.href(place=city), city.lower() == asked.place.lower()) for city in cities),
            Chip(gettext("Online"), asked.href(place=ONLINE), asked.place.lower() == ONLINE),
        ],
    }


async def _choices(desk: Desk) -> Choices:
    async def ask() -> Choices:
        async with desk.db.acting_as(Anonymous(), read_only=True) as tx:
            topics = await service.topics_on_show(tx)
            return Choices(topics, await service.cities_on_show(tx, most=CITIES_SHOWN))

    kept: Shortly[Choices] = _kept(desk, "choices", CHIPS_SECONDS)
    return await kept.get("all", ask)


@get("/events/{slug:str}", opt=allow(public=True))
async def event_page(slug: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an event, an unlisted one to who has its link. Visitors share a page for a second, each with his token."""
    around = frame(desk)
    if desk.principal != Anonymous() or around["notices"]:
        one = await shown(desk, slug)
        saw_event(desk, one.page.event.id)
        return show_event(desk, one)

    async def render() -> Rendered:
        one = await shown(desk, slug)
        return Rendered(show_event(desk, one, csrf_token=ANYBODYS_TOKEN), [one.page.event.id])

    pages: Shortly[Rendered] = _kept(desk, "event_page", MOMENT_SECONDS)
    rendered = await pages.get((slug, around["theme"], LANG.get()), render)
    saw_event(desk, rendered.events[0])
    made = rendered.response
    content = made.content.replace(ANYBODYS_TOKEN, str(desk.csrf_token))
    return Response(content, media_type=made.media_type, headers=dict(made.headers))


async def shown(desk: Desk, slug: str, *, fresh: bool = False) -> Shown:
    """Return an event's page as it is for whoever asks; everybody who is not signed in shares it for a second.

    Raises:
        Unknown: there is no such event for him.
    """

    async def ask() -> Shown:
        async with desk.open(read_only=True) as tx:
            return await _shown(tx, await service.event(tx, slug=slug))

    if fresh or desk.principal != Anonymous():
        return await ask()
    kept: Shortly[Shown] = _kept(desk, "event", MOMENT_SECONDS)
    return await kept.get((slug, LANG.get()), ask)


async def _shown(tx: Tx, event: Event) -> Shown:
    try:
        offer = await ticketing.offer(tx, event.id)
    except NotOnSale:
        offer = None
    going = await reading.going_count(tx, event.id)
    around = await service.event_page(tx, event)
    shelves = await reading.shelves(tx, [event.id, *(one.id for one in around.similar)])
    return Shown(around, offer, going, shelves)


def show_event(
    desk: Desk,
    shown: Shown,
    *,
    status_code: int = 200,
    quantities: dict[str, int] | None = None,
    errors: dict[str, str] | None = None,
    **around: object,
) -> Response[str]:
    """Answer with the page of an event, with what somebody chose and why it could not be had."""
    now = datetime.now(UTC)
    event = shown.page.event
    tiers, own = views.tiers_of(shown.offer, now=now), shown.shelves.get(event.id)
    address = desk.settings.address
    public = event.visibility == "public" and event.status != "draft"
    return show(
        desk,
        "events/event.html",
        status_code=status_code,
        event=views.event_view(event, now=now, friends_count=own.friends_going if own else 0),
        organizer=views.organizer_of(shown.page),
        tiers=tiers,
        quantities=quantities or {},
        errors=errors or {},
        schedule=views.schedule_of(shown.page),
        posts=views.posts_of(shown.page),
        similar=views.cards(shown.page.similar, shown.shelves, now=now),
        editions=shown.page.editions,
        going_count=shown.going,
        now=now,
        hold_minutes=desk.settings.hold_seconds // 60,
        share_href=f"{address}/events/{event.slug}",
        json_ld=json_ld(event, tiers, address=address) if public else "",
        og=open_graph(event, address=address) if public else [],
        **around,
    )


@get("/events/{slug:str}/calendar.ics", opt=allow(public=True))
async def event_calendar(slug: FromPath[str], desk: NamedDependency[Desk]) -> Response[bytes]:
    """Give an event's dates to a calendar."""
    async with desk.open(read_only=True) as tx:
        event = await service.event(tx, slug=slug)
        dates = await store.occurrences(tx, event.id)
    content = calendars.calendar(event, dates, address=desk.settings.address, now=datetime.now(UTC))
    return calendars.as_file(content, event.slug)


def _kept(desk: Desk, name: str, seconds: float) -> Shortly[Any]:
    state: State = desk.request.app.state
    if (found := state.get(f"shortly_{name}")) is None:
        found = Shortly(seconds)
        state[f"shortly_{name}"] = found
    kept: Shortly[Any] = found
    return kept


HANDLERS = [discover, event_page, event_calendar]
