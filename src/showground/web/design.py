"""The design system's own page: every component in every state, for people who build pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get

from showground.http.guards import allow
from showground.web.render import page

TOPICS = ("ruby", "javascript", "data", "music", "food", "python", "design", "devops")
FLAGS = (None, "few_left", "sold_out", "today", "cancelled", "postponed", "past", None)
TEXT_SIZES = ("show", "title", "head", "lead", "body", "note")
VERDICTS = ("admitted", "duplicate", "cancelled", "wrong_event", "forged", "unknown")
SURFACES = ("base-100", "surface", "base-200", "base-300", "neutral", "primary", "secondary", "accent")
TINTS = ("ember", "cool", "good", "warn", "bad")


class Card(msgspec.Struct):
    """What components/event_card.html reads."""

    id: UUID
    slug: str
    title: str
    topic: str
    starts_at: datetime
    ends_at: datetime
    flag: str | None
    price_from_amount: int | None
    friends_count: int = 0
    cover_key: str | None = None
    cover_focus: str = "center"
    language: str = "en"
    timezone: str = "Europe/Lisbon"
    city: str = "Porto"
    country: str = "Portugal"
    currency_code: str = "EUR"
    is_online: bool = False
    venue_name: str = "Armazém 12"


class Scan(msgspec.Struct):
    """What components/verdict.html reads."""

    verdict: str
    holder_name: str
    tier_name: str
    scanned_at: datetime
    gate_name: str
    first_scanned_at: datetime
    first_gate_name: str


def design_context(now: datetime) -> dict[str, Any]:
    """Return the samples that the page shows, at a given time."""
    return {
        "now": now,
        "soon": now + timedelta(seconds=95),
        "later": now + timedelta(seconds=571),
        "over": now - timedelta(seconds=5),
        "cards": [card(n, now) for n in range(8)],
        "scans": [scan(verdict, now) for verdict in VERDICTS],
        "rows": [((now - timedelta(days=20 - n)).date(), [n * 13 % 29 + n, n * 7 % 17]) for n in range(21)],
        "trend": [4, 6, 5, 9, 8, 12, 11, 15, 13, 19],
        "sizes": TEXT_SIZES,
        "surfaces": SURFACES,
        "tints": TINTS,
        "people": [(UUID(int=n), name) for n, name in enumerate(("Mara Lind", "Jonas Ek", "Adaeze O", "Bo Sung"), 40)],
    }


def card(n: int, now: datetime) -> Card:
    """Return the n-th sample event."""
    starts = now + timedelta(days=3 * n + 1)
    title = (
        "The long table: twelve courses, twelve strangers and one very patient cook" if n == 1 else f"Evening {n + 1}"
    )
    prices = (2400, 0, 4800, None)
    return Card(
        UUID(int=n + 7), "sample", title, TOPICS[n], starts, starts + timedelta(hours=3), FLAGS[n], prices[n % 4], n
    )


def scan(verdict: str, now: datetime) -> Scan:
    """Return a sample answer of the door."""
    return Scan(verdict, "Mara Lind", "Standard", now, "Gate B", now - timedelta(minutes=8), "Gate A")


@get("/design", opt=allow(public=True), include_in_schema=False, sync_to_thread=False)
def design_page() -> Response[str]:
    """Show all components in all states."""
    return page("design/index.html", path="/design", **design_context(datetime.now(UTC)))


HANDLERS = [design_page]
