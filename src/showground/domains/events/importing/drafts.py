"""What an imported event becomes as a row: hours, state, currency, slug, texts. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from showground.domains.events.importing.types import Mode
from showground.domains.events.importing.words import host
from showground.kit.text import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.domains.events.importing.types import ImportedEvent

OPENS, CLOSES = time(9), time(18)  # local; files give whole days
ANNOUNCED = timedelta(days=90)  # before it starts
NO_COUNTRY_PAYS = "USD"
SLUG_LONGEST = 70

OwnerType = Literal["user", "organization"]


class Credit(msgspec.Struct, frozen=True):
    """Whose an imported event is: its owner, a person or an organization, and the person who brought it here."""

    owner_type: OwnerType
    owner_id: UUID
    created_by: UUID


class EventDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An event before it has an id and a slug that nobody else has."""

    credit: Credit
    series_id: UUID
    slug: str
    title: str
    summary: str
    description: str
    status: Literal["published", "ended"]
    starts_at: datetime
    ends_at: datetime
    timezone: str
    is_online: bool
    city: str
    country_code: str | None
    latitude: float | None
    longitude: float | None
    website: str | None
    currency_code: str
    import_key: UUID
    published_at: datetime
    topics: tuple[str, ...]


def draft(
    event: ImportedEvent, *, series_id: UUID, credit: Credit, currencies: Mapping[str, str], now: datetime
) -> EventDraft:
    """Return the row of an event; doors open at nine and close at six where it happens."""
    zone = ZoneInfo(event.timezone)
    starts_at = datetime.combine(event.starts_on, OPENS, zone)
    ends_at = datetime.combine(event.ends_on, CLOSES, zone)
    return EventDraft(
        credit=credit,
        series_id=series_id,
        slug=plain_slug(event),
        title=event.name,
        summary=_summary(event),
        description=_description(event),
        status="ended" if ends_at < now else "published",
        starts_at=starts_at,
        ends_at=ends_at,
        timezone=event.timezone,
        is_online=event.mode is not Mode.IN_PERSON,
        city=event.city or "",
        country_code=event.country_code,
        latitude=event.place.latitude if event.place else None,
        longitude=event.place.longitude if event.place else None,
        website=_website(event),
        currency_code=currencies.get(event.country_code or "", NO_COUNTRY_PAYS),
        import_key=event.key,
        published_at=min(starts_at - ANNOUNCED, now),
        topics=event.topics,
    )


def plain_slug(event: ImportedEvent) -> str:
    """Return a slug of name and year; others may have the same."""
    words = slug(event.name, longest=SLUG_LONGEST) or "event"
    year = str(event.starts_on.year)
    return words if year in words.split("-") else f"{words}-{year}"


def longer_slug(plain: str, key: UUID) -> str:
    """Return a slug that no other event has, because its import key is in it."""
    return f"{plain}-{key.hex[:12]}"


def _summary(event: ImportedEvent) -> str:
    where = event.city or ("Online" if event.mode is Mode.ONLINE else "Place to be announced")
    days = (event.ends_on - event.starts_on).days + 1
    return f"{where}, {days} days" if days > 1 else where


def _description(event: ImportedEvent) -> str:
    """Return what has no column of its own, so that nothing of the file is lost."""
    call_ends = f" until {event.cfp_ends_on.isoformat()}" if event.cfp_ends_on else ""
    told = [
        ("Languages", ", ".join(event.languages)),
        ("Call for proposals", (event.cfp_url or "") + call_ends if event.cfp_url or call_ends else ""),
        ("Code of conduct", event.conduct_url or ""),
        ("Sign language or captions", {None: "", True: "offered", False: "not offered"}[event.captioned]),
        ("Twitter", f"@{event.twitter}" if event.twitter else ""),
        ("Mastodon", f"@{event.mastodon}" if event.mastodon else ""),
        ("Bluesky", f"@{event.bluesky}" if event.bluesky else ""),
    ]
    return "\n".join(f"{name}: {text.strip()}" for name, text in told if text.strip())


def _website(event: ImportedEvent) -> str | None:
    if event.url is None or host(event.url) is None:
        return None
    scheme, _, rest = event.url.partition("://")
    return f"{scheme.lower()}://{rest}"
