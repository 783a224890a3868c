"""An order as its seller sees it, unit by unit, and its refunds. Amounts are minor units of the order's currency."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import force_setattr

from showground.domains.payments.types import RefundStatus
from showground.domains.ticketing.reading.types import number_of
from showground.domains.ticketing.types import OrderStatus, TicketStatus


class Sale(msgspec.Struct, frozen=True):
    """An order on its seller's desk. `may_refund`: the caller may give its money back."""

    id: UUID
    event_id: UUID
    status: OrderStatus
    buyer_name: str
    email: str
    subtotal_amount: int
    fee_amount: int
    total_amount: int
    currency_code: str
    created_at: datetime
    paid_at: datetime | None
    may_refund: bool
    number: str = ""

    def __post_init__(self) -> None:
        """Give the order its number."""
        force_setattr(self, "number", number_of(self.id))


class Unit(msgspec.Struct, frozen=True):
    """One ticket of an order, and what its buyer paid for it. `refund`: how its money stands on its way back."""

    id: UUID
    tier_name: str
    price_amount: int
    total_amount: int
    ticket_code: str | None
    holder_name: str | None
    ticket_status: TicketStatus | None
    is_inside: bool
    refund: RefundStatus | None

    @property
    def can_go_back(self) -> bool:
        """Whether its money is here and not on its way."""
        return self.total_amount > 0 and self.refund in {None, "failed"}


class Refund(msgspec.Struct, frozen=True):
    """Money on its way back, or back. `problem`: why the last try did not send it."""

    id: UUID
    status: RefundStatus
    amount: int
    currency_code: str
    reason: str
    units_count: int
    attempts: int
    problem: str
    created_at: datetime
    settled_at: datetime | None


class SaleSheet(msgspec.Struct, frozen=True):
    """A sale with its units and refunds."""

    sale: Sale
    units: list[Unit]
    refunds: list[Refund]

    @property
    def can_go_back(self) -> int:
        """How much could be given back now."""
        left = sum(unit.total_amount for unit in self.units if unit.can_go_back)
        return left if self.sale.status == "paid" else 0


class Wish(msgspec.Struct, frozen=True):
    """What is to be given back: these units, or with none named all that can be."""

    units: tuple[UUID, ...]
    reason: str
    tickets: Literal["cancel", "keep"] = "cancel"
