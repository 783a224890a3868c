"""Notifications as their reader sees them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec


class Notification(msgspec.Struct, frozen=True):
    """Something that a person was told. `target_path`: where it leads on this site."""

    id: UUID
    kind: str
    title: str
    body: str
    target_path: str | None
    event_id: UUID | None
    created_at: datetime
    read_at: datetime | None


class Unread(msgspec.Struct, frozen=True):
    """How many notifications a person has not read; counted to a hundred."""

    unread: int
