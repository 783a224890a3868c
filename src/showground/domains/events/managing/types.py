"""The shapes of an event as its organizer makes and sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from showground.domains.events.types import EventStatus, Focus, Language, OwnerKind, StaffRole, Visibility, Zone
from showground.domains.users.types import PictureKey

Step = Literal["title", "description", "place", "tier"]
Part = Literal["overview", "offer", "figures", "orders", "people", "door", "scanners", "team"]

Title = Annotated[str, Meta(examples=["EuRuKo"])]


class EventDraft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a new event is made of. It belongs to a person or to an organization."""

    owner_type: OwnerKind
    owner_id: UUID
    title: Title
    starts_at: Annotated[datetime, Meta(examples=["2027-06-12T19:30:00+01:00"])]
    ends_at: Annotated[datetime, Meta(examples=["2027-06-12T23:00:00+01:00"])]
    timezone: Zone
    currency_code: Annotated[str, Meta(description="ISO 4217; what its tickets are sold in.", examples=["EUR"])]
    summary: str = ""
    description: str = ""
    visibility: Visibility = "public"
    is_online: bool = False
    venue_name: str = ""
    address: str = ""
    city: Annotated[str, Meta(examples=["Lisboa"])] = ""
    country_code: Annotated[str | None, Meta(description="ISO 3166-1 alpha-2.", examples=["PT"])] = None
    website: str | None = None
    topics: Annotated[list[str], Meta(examples=[["ruby"]])] = []
    language: Annotated[
        str | None, Meta(description="What it is written in; else what the caller reads.", examples=["en"])
    ] = None


class EventChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What an organizer may change; what is left out stays."""

    title: Title | UnsetType = UNSET
    summary: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    starts_at: datetime | UnsetType = UNSET
    ends_at: datetime | UnsetType = UNSET
    timezone: Zone | UnsetType = UNSET
    is_online: bool | UnsetType = UNSET
    venue_name: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    city: str | UnsetType = UNSET
    country_code: str | UnsetType | None = UNSET
    website: str | UnsetType | None = UNSET
    topics: list[str] | UnsetType = UNSET
    cover_focus: Focus | UnsetType = UNSET
    language: Language | UnsetType = UNSET


class ManagedEvent(msgspec.Struct, frozen=True):
    """An event as those see it who run it. `revision` counts its edits and is its ETag."""

    id: UUID
    owner_type: OwnerKind
    owner_id: UUID
    owner_name: str
    slug: str
    title: str
    summary: str
    description: str
    status: EventStatus
    visibility: Visibility
    starts_at: datetime
    ends_at: datetime
    timezone: str
    is_online: bool
    venue_name: str
    address: str
    city: str
    country_code: str | None
    website: str | None
    currency_code: str
    published_at: datetime | None
    created_at: datetime
    revision: int
    topics: list[str]
    may_edit: bool
    cover_key: PictureKey | None
    cover_focus: Focus
    language: str
    staff_role: StaffRole | None = None  # for who only helps at this event


class TextDraft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What an event says in another language than its own."""

    title: Title
    summary: str = ""
    description: str = ""


class EventText(msgspec.Struct, frozen=True):
    """What an event says in one of its other languages."""

    language: Language
    title: str
    summary: str
    description: str


class Check(msgspec.Struct, frozen=True):
    """One thing to do before an event can be shown; `needed` ones must be done."""

    step: Step
    done: bool
    needed: bool
