"""The shapes of events: how they are found, what their page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NewType
from uuid import UUID

import msgspec
from msgspec import Meta

from showground.domains.users.types import PictureKey

EventId = NewType("EventId", UUID)
OccurrenceId = NewType("OccurrenceId", UUID)

StaffRole = Literal["door", "finance", "manager"]
EventStatus = Literal["draft", "scheduled", "published", "postponed", "cancelled", "ended", "archived"]
Visibility = Literal["public", "unlisted", "private"]
OwnerKind = Literal["user", "organization"]
Focus = Literal["top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"]

Slug = Annotated[str, Meta(description="Address of the event's page.", examples=["euruko-2027"])]
Language = Annotated[str, Meta(description="ISO 639; what its words are in.", examples=["en"])]
Languages = Annotated[
    list[str], Meta(description="What it is written in, the original first.", examples=[["en", "de"]])
]
Zone = Annotated[str, Meta(description="IANA time zone of the place.", examples=["Europe/Lisbon"])]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for. `since` and `until` bound the start; the end lies after `ends_after`.

    Attributes:
        city: In any case.
        online: Only online events, or only others; None: both.
    """

    since: datetime
    until: datetime
    ends_after: datetime
    text: str = ""
    topic: str | None = None
    city: str | None = None
    country_code: str | None = None
    online: bool | None = None


class EventCard(msgspec.Struct, frozen=True):
    """An event in a list."""

    id: EventId
    slug: Slug
    title: str
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    timezone: Zone
    is_online: bool
    venue_name: str
    city: str
    country_code: str | None
    country: str | None
    currency_code: str
    topics: list[str]
    cover_key: PictureKey | None
    cover_focus: Focus
    language: Language = "en"


class Topic(msgspec.Struct, frozen=True):
    """What an event is about."""

    slug: str
    name: str


class TopicOnShow(msgspec.Struct, frozen=True):
    """A topic, and how many events about it come."""

    slug: str
    name: str
    coming: int


class CityOnShow(msgspec.Struct, frozen=True):
    """A city, and how many events come there."""

    city: str
    coming: int


class Event(msgspec.Struct, frozen=True):
    """An event as its page shows it."""

    id: EventId
    slug: Slug
    title: str
    summary: str
    description: str
    status: EventStatus
    visibility: Visibility
    starts_at: datetime
    ends_at: datetime
    timezone: Zone
    is_online: bool
    venue_name: str
    address: str
    city: str
    country_code: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    website: str | None
    currency_code: str
    owner_kind: OwnerKind
    owner_id: UUID
    owner_handle: str
    owner_name: str
    owner_about: str
    series_id: UUID | None
    revision: int
    topic_slugs: list[str]
    topic_names: list[str]
    cover_key: PictureKey | None
    cover_focus: Focus
    owner_picture_key: PictureKey | None
    language: Language = "en"
    languages: Languages = []

    @property
    def topics(self) -> list[Topic]:
        """What it is about, in the order of the alphabet."""
        return [Topic(slug, name) for slug, name in zip(self.topic_slugs, self.topic_names, strict=True)]


class Occurrence(msgspec.Struct, frozen=True):
    """One date of an event."""

    id: OccurrenceId
    name: str
    starts_at: datetime
    ends_at: datetime


class Following(msgspec.Struct, frozen=True):
    """How much an organizer is followed, and how many public events he has shown."""

    followers_count: int
    events_count: int


class Post(msgspec.Struct, frozen=True):
    """What somebody wrote on an event's page; `by_organizer` when he spoke for who owns the event."""

    id: UUID
    author_user_id: UUID
    author_name: str
    by_organizer: bool
    pinned: bool
    text: str
    created_at: datetime
    author_picture_key: PictureKey | None


class Edition(msgspec.Struct, frozen=True):
    """Another event of the same series."""

    id: EventId
    slug: Slug
    title: str
    starts_at: datetime
    timezone: Zone


class OwnersEvents(msgspec.Struct, frozen=True):
    """What everybody may see of an owner's events: those to come, the soonest first, and the latest of the past."""

    coming: list[EventCard]
    past: list[EventCard]


class EventPage(msgspec.Struct, frozen=True):
    """Everything that an event's page shows but its tickets."""

    event: Event
    occurrences: list[Occurrence]
    posts: list[Post]
    editions: list[Edition]
    similar: list[EventCard]
    following: Following
