"""The shapes of the purchase, of payments and of wallets. Amounts are minor units of the currency beside them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from showground.domains.ticketing.types import Line, OrderStatus
from showground.gateways.payments.messages import ProviderName

PaymentStatus = Literal["created", "pending", "captured", "failed", "cancelled"]
RefundStatus = Literal["pending", "done", "failed"]


class Purchase(msgspec.Struct, frozen=True):
    """What a buyer orders: a held cart, or lines bought on the spot.

    Attributes:
        buyer: The signed-in person, or None for a guest, who then gives an e-mail address.
        link: Claim of an unlisted event's link, when the buyer holds one.
    """

    event_id: UUID
    lines: tuple[Line, ...]
    buyer: UUID | None
    cart_id: UUID | None = None
    organization_id: UUID | None = None
    email: str | None = None
    contact_name: str = ""
    provider: ProviderName = "test"
    link: str | None = None


class BoughtTicket(msgspec.Struct, frozen=True):
    """A ticket in the answer to a purchase."""

    id: UUID
    tier: UUID
    code: str


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a purchase: what is due and how to pay it, or the tickets when nothing is."""

    order: UUID
    event: UUID
    status: OrderStatus
    total_amount: int
    currency: str
    payment: UUID | None
    expires_at: datetime | None
    tickets: list[BoughtTicket] = []


class Checkout(msgspec.Struct, frozen=True):
    """A receipt, and whether it is the stored answer to the same key."""

    receipt: Receipt
    replayed: bool


class Pace(msgspec.Struct, frozen=True):
    """How patient we are with providers.

    Attributes:
        answer: How long a call may take.
        pause: Until a refund is tried, or a payment asked after, for the second time; each is twice the one before.
        longest: The longest of these pauses.
    """

    answer: timedelta = timedelta(seconds=20)
    pause: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=6)


class RefundNote(msgspec.Struct, frozen=True):
    """A refund as the audit log speaks of it; the amount with its currency, for people."""

    event_id: UUID
    amount: str
