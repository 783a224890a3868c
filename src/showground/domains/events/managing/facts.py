"""What the organizer's half of events announces."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec


class EventPublished(msgspec.Struct, frozen=True):
    """An event came, or came back, into public view."""

    kind: ClassVar[str] = "events.published"
    event: UUID


class EventPostponed(msgspec.Struct, frozen=True):
    """An event will be, but not then."""

    kind: ClassVar[str] = "events.postponed"
    event: UUID


class EventCancelled(msgspec.Struct, frozen=True):
    """An event will not be."""

    kind: ClassVar[str] = "events.cancelled"
    event: UUID


class EventMoved(msgspec.Struct, frozen=True):
    """An event that people may have tickets for changed its time or place."""

    kind: ClassVar[str] = "events.moved"
    event: UUID
