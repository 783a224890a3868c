"""The shapes of consent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Purpose = Literal["analytics"]
PURPOSES: tuple[Purpose, ...] = ("analytics",)


class Consent(msgspec.Struct, frozen=True):
    """Where somebody stands on a purpose. Who never decided did not agree."""

    purpose: Purpose
    given: bool
    decided_at: Annotated[datetime, Meta(description="When it was given or withdrawn.")] | None = None
