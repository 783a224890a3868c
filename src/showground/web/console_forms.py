"""The forms of an event and of its tickets: what is typed becomes a draft, a change or a tier."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.events.managing import service as managing
from showground.domains.events.managing.types import EventChange, EventDraft
from showground.domains.ref import store as ref
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.selling import service as selling
from showground.domains.ticketing.service import TierDraft
from showground.domains.ticketing.types import TierStatus
from showground.domains.users import service as users
from showground.http.desk import Desk
from showground.kit.faults import Fault
from showground.kit.money import from_decimal
from showground.kit.words import LANG, gettext
from showground.web import labels
from showground.web.console import OwnerKey, local, moment, texts, workspace
from showground.web.console_fees import fees
from showground.web.owners import chosen, desk_of, owners_of
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.db.tx import Tx
    from showground.domains.events.managing.types import ManagedEvent
    from showground.domains.ticketing.selling.types import TierSales
    from showground.web.console import Workspace

FIELDS = {
    "description": "about",
    "starts_at": "starts_on",
    "ends_at": "ends_on",
    "topics": "topic",
    "owner_id": "owner",
    "price_amount": "price",
    "sales_start_at": "sale_starts_on",
    "sales_end_at": "sale_ends_on",
}
PRICE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")


class EventForm(msgspec.Struct):
    """What the page of an event posts; days and times are those of its zone."""

    owner: str = ""
    title: str = ""
    topic: str = ""
    starts_on: str = ""
    starts_at: str = ""
    ends_on: str = ""
    ends_at: str = ""
    timezone: str = ""
    is_online: str = ""
    venue_name: str = ""
    address: str = ""
    city: str = ""
    country_code: str = ""
    about: str = ""
    currency_code: str = ""
    language: str = ""
    revision: int | None = None


class TierForm(msgspec.Struct):
    """What the page of tickets posts; the price is a decimal of the event's currency."""

    name: str = ""
    price: str = ""
    capacity: str = ""
    about: str = ""
    max_per_order: str = "10"
    sale_starts_on: str = ""
    sale_ends_on: str = ""


class StateForm(msgspec.Struct):
    """What the buttons beside a ticket post."""

    state: TierStatus


@get("/console/events/new")
async def new_page(desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Show the form of a new event."""
    async with desk.open(read_only=True) as tx:
        me = await users.me(tx)
        country = next((one for one in await ref.countries(tx) if one.code == me.country_code), None)
    values = {
        "timezone": me.timezone or "Etc/UTC",
        "country_code": me.country_code or "",
        "language": LANG.get(),
        "currency_code": (country and country.currency_code) or "EUR",
    }
    return await _form(desk, values, owner=owner)


@post("/console/events")
async def create(data: URLEncodedBody[EventForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Make an event and go on to its tickets."""
    errors = _time_errors(data)
    if errors:
        return await _form(desk, texts(data), owner=data.owner, errors=errors)
    try:
        async with desk.open() as tx:
            owner = chosen(await owners_of(desk, tx), data.owner)
            draft = EventDraft(
                owner_type=owner.kind, owner_id=owner.id, currency_code=data.currency_code, **_told(data)
            )
            made = await managing.create_event(tx, draft)
    except Fault as fault:
        return await _form(desk, texts(data), owner=data.owner, errors=errors_of(fault, FIELDS))
    return go(desk, f"/console/events/{made.id}/tiers")


@get("/console/events/{event_id:uuid}/edit")
async def edit_page(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the form of an event that exists."""
    async with desk.open(read_only=True) as tx:
        event = await managing.edited(tx, event_id)
    return await _form(desk, _values(event), event=event)


@post("/console/events/{event_id:uuid}/edit")
async def edit(event_id: FromPath[UUID], data: URLEncodedBody[EventForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Change an event."""
    async with desk.open(read_only=True) as tx:
        event = await managing.edited(tx, event_id)
    errors = _time_errors(data)
    if errors:
        return await _form(desk, texts(data), event=event, errors=errors)
    try:
        async with desk.open() as tx:
            await managing.edit_event(tx, event_id, EventChange(**_told(data)), revision=data.revision)
    except Fault as fault:
        return await _form(desk, texts(data), event=event, errors=errors_of(fault, FIELDS))
    return go(desk, f"/console/events/{event_id}", notice=gettext("Saved."))


async def _form(
    desk: Desk,
    values: Mapping[str, Any],
    *,
    owner: str | None = None,
    event: ManagedEvent | None = None,
    errors: dict[str, str] | None = None,
) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        owners = await owners_of(desk, tx)
        one = desk_of(owners, event) if event else chosen(owners, owner)
        choices = await _choices(tx)
    return show(
        desk,
        "console/event_new.html",
        status_code=422 if errors else 200,
        owner=one,
        owners=owners,
        event=event,
        values=values,
        errors=errors or {},
        **choices,
    )


async def _choices(tx: Tx) -> dict[str, list[tuple[str, str]]]:
    return {
        "topics": [("", gettext("Something else")), *await labels.topics(tx)],
        "timezones": [(one.name, one.name) for one in await ref.timezones(tx) if one.canonical],
        "countries": await labels.countries(tx),
        "currencies": await labels.currencies(tx),
        "tongues": labels.languages(),
    }


def _time_errors(form: EventForm) -> dict[str, str]:
    errors = {}
    for day, clock in (("starts_on", "starts_at"), ("ends_on", "ends_at")):
        if moment(getattr(form, day), getattr(form, clock), form.timezone or "UTC") is None:
            errors[day] = gettext("Say the day and the time.")
    return errors


def _told(form: EventForm) -> dict[str, Any]:
    """Return what a form says about an event, owner and currency aside."""
    return {
        "title": form.title,
        "description": form.about,
        "starts_at": moment(form.starts_on, form.starts_at, form.timezone),
        "ends_at": moment(form.ends_on, form.ends_at, form.timezone),
        "timezone": form.timezone,
        "is_online": form.is_online == "yes",
        "venue_name": form.venue_name,
        "address": form.address,
        "city": form.city,
        "country_code": form.country_code or None,
        "topics": [form.topic] if form.topic else [],
        **({"language": form.language} if form.language else {}),
    }


def _values(event: ManagedEvent) -> dict[str, Any]:
    starts, ends = (each.astimezone(ZoneInfo(event.timezone)) for each in (event.starts_at, event.ends_at))
    return {
        "title": event.title,
        "topic": event.topics[0] if event.topics else "",
        "starts_on": starts.date().isoformat(),
        "starts_at": f"{starts:%H:%M}",
        "ends_on": ends.date().isoformat(),
        "ends_at": f"{ends:%H:%M}",
        "timezone": event.timezone,
        "is_online": "yes" if event.is_online else "",
        "venue_name": event.venue_name,
        "address": event.address,
        "city": event.city,
        "country_code": event.country_code or "",
        "about": event.description,
        "language": event.language,
        "revision": event.revision,
    }


class TierRow(msgspec.Struct, frozen=True):
    """A ticket in the table."""

    id: UUID
    name: str
    about: str
    price_amount: int
    currency_code: str
    sold: int
    capacity: int | None
    state: str


@get("/console/events/{event_id:uuid}/tiers")
async def tiers_page(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the tickets of an event."""
    return await _tiers(desk, event_id, {"max_per_order": "10"})


@post("/console/events/{event_id:uuid}/tiers")
async def add_tier(
    event_id: FromPath[UUID], data: URLEncodedBody[TierForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Add a ticket."""
    try:
        async with desk.open() as tx:
            event = await managing.edited(tx, event_id)
            exponents = {one.code: one.exponent for one in await ref.currencies(tx)}
            draft, errors = _tier(data, event, exponent=exponents[event.currency_code])
            if draft is not None:
                await ticketing.add_tier(tx, event_id, draft)
    except Fault as fault:
        return await _tiers(desk, event_id, texts(data), errors=errors_of(fault, FIELDS))
    if draft is None:
        return await _tiers(desk, event_id, texts(data), errors=errors)
    return go(desk, f"/console/events/{event_id}/tiers", notice=gettext("“%(name)s” is there.") % {"name": draft.name})


@post("/console/events/{event_id:uuid}/tiers/{tier_id:uuid}/state")
async def set_tier_state(
    event_id: FromPath[UUID], tier_id: FromPath[UUID], data: URLEncodedBody[StateForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Sell a ticket, or stop selling it."""
    async with desk.open() as tx:
        await managing.edited(tx, event_id)
        await ticketing.set_tier_status(tx, tier_id, data.state)
    return go(desk, f"/console/events/{event_id}/tiers")


async def _tiers(
    desk: Desk, event_id: UUID, values: Mapping[str, Any], *, errors: dict[str, str] | None = None
) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        seat: Workspace = await workspace(desk, tx, event_id, "offer")
        tiers = await selling.tiers(tx, event_id)
        terms = await ticketing.sale_terms(tx, event_id)
    now = datetime.now(UTC)
    return show(
        desk,
        "console/tiers.html",
        status_code=422 if errors else 200,
        **seat.context,
        tiers=[_row(tier, now) for tier in tiers],
        fees=fees(terms),
        values=values,
        errors=errors or {},
    )


def _row(tier: TierSales, now: datetime) -> TierRow:
    return TierRow(
        tier.id,
        tier.name,
        tier.description,
        tier.price_amount,
        tier.currency_code,
        tier.sold,
        tier.capacity,
        tier_state(tier, now),
    )


def tier_state(tier: TierSales, now: datetime) -> str:
    """Return how a ticket stands, in the words of its badge."""
    if tier.status != "on_sale":
        return "hidden"
    if tier.capacity is not None and tier.sold >= tier.capacity:
        return "sold_out"
    if tier.sales_start_at and tier.sales_start_at > now:
        return "not_yet"
    return "sale_ended" if tier.sales_end_at and tier.sales_end_at <= now else "on_sale"


def _tier(form: TierForm, event: ManagedEvent, *, exponent: int) -> tuple[TierDraft | None, dict[str, str]]:
    """Return what a form says about a ticket, or what is wrong with it."""
    errors: dict[str, str] = {}
    price = _price(form.price, exponent)
    if price is None:
        errors["price"] = (
            gettext("Write a price like 12.50, or 0.") if exponent else gettext("Write a price like 1200, or 0.")
        )
    capacity, most = _count(form.capacity), _count(form.max_per_order)
    if form.capacity.strip() and not capacity:
        errors["capacity"] = gettext("Write a number of places, or nothing.")
    starts, ends = (local(text, event.timezone) for text in (form.sale_starts_on, form.sale_ends_on))
    for name, text, read in (
        ("sale_starts_on", form.sale_starts_on, starts),
        ("sale_ends_on", form.sale_ends_on, ends),
    ):
        if text and read is None:
            errors[name] = gettext("Say the day and the time.")
    if errors or price is None:
        return None, errors
    draft = TierDraft(
        name=form.name.strip(),
        price_amount=price,
        capacity=capacity,
        description=form.about.strip(),
        sales_start_at=starts,
        sales_end_at=ends,
        max_per_order=most or 0,
    )
    return draft, {}


def _price(text: str, exponent: int) -> int | None:
    """Return a price in minor units; None when it is none, or finer than the currency."""
    plain = text.strip().replace(",", ".")
    if not PRICE.fullmatch(plain):
        return None
    value = Decimal(plain)
    return None if value != round(value, exponent) else from_decimal(value, exponent)


def _count(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 8 else None


HANDLERS = [new_page, create, edit_page, edit, tiers_page, add_tier, set_tier_state]
