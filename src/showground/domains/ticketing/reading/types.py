"""Orders and tickets as their buyers and holders see them. Amounts are minor units of the currency beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from showground.domains.events.types import EventCard
from showground.domains.ticketing.types import FeePayer, OrderStatus, TicketStatus
from showground.kit.ids import CODE_ALPHABET

Tab = Literal["upcoming", "past"]
NUMBER_SIGNS = 7


class Shelf(msgspec.Struct, frozen=True):
    """What a list shows of an event's tickets.

    Attributes:
        price_from_amount: The least price that can be bought now; None: none can.
        tiers_count: Tiers that are on sale now, sold out or not.
        places_left: Of those together; None: no limit.
        friends_going: People whom the caller follows, who let him, and who hold a valid ticket.
    """

    event_id: UUID
    price_from_amount: int | None
    currency_code: str
    tiers_count: int
    places_left: int | None
    friends_going: int

    @property
    def sold_out(self) -> bool:
        """Whether tickets are on sale and none is left."""
        return self.tiers_count > 0 and self.places_left == 0


class Order(msgspec.Struct, frozen=True):
    """An order."""

    id: UUID
    event_id: UUID
    user_id: UUID | None
    organization_id: UUID | None
    cart_id: UUID
    status: OrderStatus
    email: str | None
    contact_name: str
    subtotal_amount: int
    tax_amount: int
    fee_amount: int
    fee_payer: FeePayer
    total_amount: int
    currency_code: str
    created_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    cancelled_at: datetime | None

    @property
    def number(self) -> str:
        """What people call the order; made from its id, so it is never given twice by chance in one conversation."""
        return number_of(self.id)


class OrderLine(msgspec.Struct, frozen=True):
    """The units of one tier in an order."""

    tier_id: UUID
    tier_name: str
    quantity: int
    price_amount: int
    total_amount: int


class HeldTicket(msgspec.Struct, frozen=True):
    """A ticket as its holder sees it; `secret` stands in its QR code and is shown nowhere else."""

    id: UUID
    event_id: UUID
    order_id: UUID | None
    tier_id: UUID
    tier_name: str
    status: TicketStatus
    code: str
    secret: UUID
    holder_name: str
    issued_at: datetime
    admitted_at: datetime | None
    gate_name: str | None


class OrderPage(msgspec.Struct, frozen=True):
    """An order with everything around it."""

    order: Order
    lines: list[OrderLine]
    tickets: list[HeldTicket]
    event: EventCard


class TicketPage(msgspec.Struct, frozen=True):
    """A ticket, its event, and all tickets of its order, in their order."""

    ticket: HeldTicket
    event: EventCard
    siblings: list[UUID]


class TicketGroup(msgspec.Struct, frozen=True):
    """Tickets of one person for one event from one order."""

    event_id: UUID
    order_id: UUID | None
    sort_id: UUID
    starts_at: datetime
    ticket_ids: list[UUID]
    valid_count: int


class Sibling(msgspec.Struct, frozen=True):
    """A ticket of the same order."""

    id: UUID


class TicketCounts(msgspec.Struct, frozen=True):
    """How many tickets somebody has."""

    upcoming: int
    past: int


class MyTicket(msgspec.Struct, frozen=True):
    """A ticket in the list of its holder."""

    id: UUID
    event_id: UUID
    event_slug: str
    event_title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    tier_id: UUID
    tier_name: str
    status: TicketStatus
    code: str
    holder_name: str
    issued_at: datetime


class MyOrder(msgspec.Struct, frozen=True):
    """An order in the list of its buyer."""

    id: UUID
    event_id: UUID
    event_slug: str
    event_title: str
    status: OrderStatus
    tickets_count: int
    total_amount: int
    currency_code: str
    created_at: datetime


def number_of(order_id: UUID) -> str:
    """Return an order's number for people: the last 35 bits of its id, all random, in signs that nobody confuses."""
    bits = order_id.int
    return "SG-" + "".join(CODE_ALPHABET[(bits >> (5 * place)) & 31] for place in reversed(range(NUMBER_SIGNS)))
