"""What a letter with links says of each order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from showground.domains.ticketing.reading.types import number_of


class FoundOrder(msgspec.Struct, frozen=True):
    """An order of a buyer without an account, and what it was for."""

    id: UUID
    title: str
    starts_at: datetime
    timezone: str

    @property
    def number(self) -> str:
        """The order's number, for people."""
        return number_of(self.id)


class GuestBuyer(msgspec.Struct, frozen=True):
    """Whom an order that was made without an account is written to, and in which language."""

    email: str
    language: str
