"""Entries of the audit log, and which of them somebody looks for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Area = Literal["organizations", "events", "ticketing", "payments", "users"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries: what, who, when; None does not narrow.

    Attributes:
        area: The first word of the action.
        who: Handle of the actor.
        until: Not from this moment on.
    """

    area: Area | None = None
    who: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Entry(msgspec.Struct, frozen=True):
    """A line of the log as it is stored, with the names of who and what it is about."""

    id: UUID
    at: datetime
    actor_name: str | None
    actor_handle: str | None
    action: str
    subject_type: str
    subject_id: UUID | None
    subject_name: str | None
    org_id: UUID | None
    event_id: UUID | None
    event_title: str | None
    details: str


class Line(msgspec.Struct, frozen=True):
    """A line of the log as people read it."""

    id: UUID
    at: datetime
    who: Annotated[str, Meta(examples=["Ana Ruiz"])]
    handle: str | None
    action: Annotated[str, Meta(examples=["organizations.member_set"])]
    says: Annotated[str, Meta(examples=["Ana Ruiz changed Ben's role from admin to viewer"])]
    event_id: UUID | None
    event_title: str | None
