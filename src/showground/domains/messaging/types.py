"""The shapes of what people are told on the site."""

from __future__ import annotations

from uuid import UUID

import msgspec


class Purchase(msgspec.Struct, frozen=True):
    """What a person bought, with the event's title in his language."""

    user_id: UUID
    event_id: UUID
    title: str
    tickets_count: int
    language: str
