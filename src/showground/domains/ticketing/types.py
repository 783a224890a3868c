"""The shapes of ticketing: what is on offer, what is wanted, what was sold, who came in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NewType
from uuid import UUID

import msgspec

TierId = NewType("TierId", UUID)
PoolId = NewType("PoolId", UUID)
CartId = NewType("CartId", UUID)
OrderId = NewType("OrderId", UUID)
TicketId = NewType("TicketId", UUID)

OrderStatus = Literal["pending", "awaiting_approval", "paid", "cancelled", "expired"]
TicketStatus = Literal["valid", "cancelled"]
Whole = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]  # a count or an amount of minor units that a column holds
TierStatus = Literal["on_sale", "paused", "hidden"]
FeePayer = Literal["buyer", "organizer"]
ScanVerdict = Literal["admitted", "duplicate", "wrong_event", "forged", "unknown", "cancelled", "conflict"]


class FeePlan(msgspec.Struct, frozen=True):
    """What the platform takes of one paid ticket: basis points of its price and a fixed amount in minor units."""

    fee_bps: int
    fixed_amount: int


class SaleTerms(msgspec.Struct, frozen=True):
    """Who pays the platform's fee of an event, and what it is; `example_amount` is a price of it, in minor units."""

    event_id: UUID
    currency_code: str
    fee_payer: FeePayer
    fee_bps: int
    fixed_amount: int
    example_amount: int

    @property
    def plan(self) -> FeePlan:
        """What the platform takes of a ticket."""
        return FeePlan(self.fee_bps, self.fixed_amount)


class FeeExample(msgspec.Struct, frozen=True):
    """Who pays and gets what of one ticket, in minor units."""

    price_amount: int
    fee_amount: int
    buyer_pays_amount: int
    organizer_gets_amount: int


class TierOffer(msgspec.Struct, frozen=True):
    """A tier as it is sold now; amounts in minor units, `tax_bps` contained in the price."""

    id: UUID
    name: str
    description: str
    price_amount: int
    tax_bps: int
    status: TierStatus
    sales_start_at: datetime | None
    sales_end_at: datetime | None
    min_per_order: int
    max_per_order: int
    revision: int
    left: int | None
    """Places that can be sold now; None when unlimited."""


class Offer(msgspec.Struct, frozen=True):
    """Everything that pricing needs of an event."""

    event_id: UUID
    currency_code: str
    seller_org_id: UUID | None
    seller_user_id: UUID | None
    fee_payer: FeePayer
    fee_plan: FeePlan
    tiers: list[TierOffer]
    revision: int = 1
    """Of the sales settings; a sale names the revision it was priced at."""


class Line(msgspec.Struct, frozen=True):
    """How many tickets of a tier somebody wants."""

    tier: UUID
    quantity: int


class PricedUnit(msgspec.Struct, frozen=True):
    """One ticket to be, in minor units; `total_amount` is what the buyer pays for it."""

    tier_id: UUID
    price_amount: int
    tax_amount: int
    fee_amount: int
    total_amount: int


class Quote(msgspec.Struct, frozen=True):
    """The price of some lines: the sum of its units, in minor units of one currency."""

    currency_code: str
    fee_payer: FeePayer
    units: list[PricedUnit]
    subtotal_amount: int
    tax_amount: int
    fee_amount: int
    total_amount: int


class Cart(msgspec.Struct, frozen=True):
    """A cart as its buyer sees it. `live` is false when any of its holds has ended."""

    id: UUID
    event_id: UUID
    user_id: UUID | None
    expires_at: datetime
    live: bool
    order_id: UUID | None


class CartLine(msgspec.Struct, frozen=True):
    """A line of a cart with the price it shows."""

    tier_id: UUID
    tier_name: str
    quantity: int
    price_amount: int


class CartOpened(msgspec.Struct, frozen=True):
    """A new cart. The secret proves a guest; it is shown once."""

    id: UUID
    secret: str
    expires_at: datetime


class Ticket(msgspec.Struct, frozen=True):
    """A ticket with what its page shows."""

    id: UUID
    event_id: UUID
    tier_id: UUID
    tier_name: str
    owner_user_id: UUID | None
    holder_name: str
    status: TicketStatus
    code: str
    secret: UUID
    issued_at: datetime


class Scan(msgspec.Struct, frozen=True):
    """One attempt at a door. `code` is what was read or typed; `client_scan_id` makes sending it again harmless."""

    event_id: UUID
    scanner_id: UUID
    client_scan_id: UUID
    code: str
    gate_name: str = ""
    device_time: datetime | None = None


class ScanResult(msgspec.Struct, frozen=True):
    """The verdict on a scan, and whom it concerns when the ticket is of this event."""

    scan_id: UUID
    verdict: ScanVerdict
    ticket_id: UUID | None
    holder_name: str | None
    tier_name: str | None
    scanned_at: datetime
    first_admitted_at: datetime | None
    first_gate_name: str | None


class TierTerms(msgspec.Struct, frozen=True):
    """A tier as the audit log speaks of it; `price` is the amount with its currency, for people."""

    event_id: UUID
    name: str
    price_amount: int
    price: str
    status: str
