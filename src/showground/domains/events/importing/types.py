"""What a file of events becomes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec


class Form(StrEnum):
    """How a file is written; its suffix says it."""

    JSONL = "jsonl"
    CSV = "csv"


class Mode(StrEnum):
    """Where people meet."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Severity(StrEnum):
    """An error loses the line, a warning does not."""

    WARNING = "warning"
    ERROR = "error"


class Problem(msgspec.Struct, frozen=True, order=True):
    """Something to tell about a line; the first line of a file is 1."""

    line: int
    says: str
    severity: Severity = Severity.WARNING

    def __str__(self) -> str:
        return f"line {self.line}: {self.severity}: {self.says}"


class Place(msgspec.Struct, frozen=True):
    """A city as GeoNames knows it. Degrees are null when only the time zone could be told."""

    name: str
    region: str | None
    country_code: str | None
    timezone: str
    latitude: float | None
    longitude: float | None


class ImportedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of an event: whole days in the zone where it happens, first and last included."""

    line: int
    key: UUID
    name: str
    starts_on: date
    ends_on: date
    mode: Mode
    city: str | None
    country_code: str | None
    place: Place | None
    timezone: str
    url: str | None
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    cfp_url: str | None = None
    cfp_ends_on: date | None = None
    conduct_url: str | None = None
    captioned: bool | None = None
    twitter: str | None = None
    mastodon: str | None = None
    bluesky: str | None = None


class Parsed(msgspec.Struct, frozen=True):
    """A file read: `read` lines, of which each is among the events or the errors."""

    read: int
    events: list[ImportedEvent]
    warnings: list[Problem]
    errors: list[Problem]


class Series(msgspec.Struct, frozen=True):
    """Editions of one event, oldest first."""

    key: UUID
    name: str
    editions: tuple[ImportedEvent, ...]

    @property
    def latest(self) -> ImportedEvent:
        """The edition that starts last."""
        return self.editions[-1]
