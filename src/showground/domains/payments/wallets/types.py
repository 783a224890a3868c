"""The shapes of money as its owners see it. Amounts are minor units of the currency beside them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import force_setattr

from showground.domains.events.types import OwnerKind
from showground.domains.ticketing.reading.types import number_of

LineKind = Literal["sale", "refund", "fee", "adjustment", "sponsorship", "ad_spend", "payout", "top_up"]


class Wallet(msgspec.Struct, frozen=True):
    """What the platform owes an owner in one currency. `pending_amount`: ordered, not yet paid."""

    id: UUID
    owner_type: OwnerKind
    owner_id: UUID
    owner_name: str
    currency_code: str
    balance_amount: int
    pending_amount: int
    created_at: datetime


class WalletLine(msgspec.Struct, frozen=True):
    """A movement, and the balance after it."""

    id: UUID
    happened_at: datetime
    kind: LineKind
    amount: int
    currency_code: str
    order_id: UUID | None
    event_id: UUID | None
    event_title: str | None
    balance_amount: int
    order_number: str | None = None

    def __post_init__(self) -> None:
        """Give the order its number."""
        if self.order_id is not None:
            force_setattr(self, "order_number", number_of(self.order_id))


class IncomeOfDay(msgspec.Struct, frozen=True):
    """What came in on one day."""

    day: date
    amount: int


class Sums(msgspec.Struct, frozen=True):
    """What came in and went out over a time; each above zero."""

    sales_amount: int
    fees_amount: int
    refunds_amount: int
