"""The shapes of exports and erasures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NewType
from uuid import UUID

import msgspec
from msgspec import Meta

from showground.domains.users.types import UserId

ExportId = NewType("ExportId", UUID)
ErasureId = NewType("ErasureId", UUID)
ExportState = Literal["waiting", "ready", "expired"]


class Export(msgspec.Struct, frozen=True):
    """A copy of everything about a person that he asked for."""

    id: ExportId
    state: ExportState
    asked_at: datetime
    made_at: datetime | None
    expires_at: Annotated[datetime | None, Meta(description="Until when it can be fetched.")]
    size: Annotated[int | None, Meta(description="Of the file, in bytes.")]


class ExportFile(msgspec.Struct, frozen=True):
    """Where a copy lies."""

    blob: str
    size: int
    made_at: datetime


class Wanted(msgspec.Struct, frozen=True):
    """A copy that is to be made."""

    id: ExportId
    user_id: UserId
    blob: str


class Erasure(msgspec.Struct, frozen=True):
    """A wish to be forgotten that is still open."""

    id: ErasureId
    asked_at: datetime
    due_at: Annotated[datetime, Meta(description="Until then it can be taken back.")]
    held_up: Annotated[str | None, Meta(description="Why it could not be done when it was due.")]


class Due(msgspec.Struct, frozen=True):
    """An erasure that is to be done."""

    id: ErasureId
    user_id: UserId
    begun: bool
