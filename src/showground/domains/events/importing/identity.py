"""What makes an event the same event when a file is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from showground.domains.events.importing.words import fold, host

if TYPE_CHECKING:
    from datetime import date

EVENTS = UUID("6f0f1c3e-3c2b-5b0e-9d43-5a0c1f7f7a10")
SERIES = UUID("b7b3ad0c-91a5-5f7e-8a39-0f3f2a6a2c55")


def event_key(name: str, starts_on: date, url: str | None, city: str | None) -> UUID:
    """Return the import key: UUIDv5 of name, first day, host and city.

    Case, accents, punctuation and `www.` make no difference. Path, last day, topics and everything else may change
    between imports, and the event stays the same.
    """
    host_name = (host(url) if url else None) or ""
    return uuid5(EVENTS, "\n".join((fold(name) or name, starts_on.isoformat(), host_name, fold(city or ""))))


def series_key(name: str, kind: str, mark: str) -> UUID:
    """Return the key of a series: UUIDv5 of its bare name and a mark of its oldest edition, the host when it has one.

    So the key stays when later editions are added to a file.
    """
    return uuid5(SERIES, f"{name}\n{kind}\n{mark}")
