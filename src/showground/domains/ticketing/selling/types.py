"""The shapes of sales as the seller's side sees them. Amounts are minor units of the currency beside them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import force_setattr

from showground.domains.events.types import EventStatus
from showground.domains.ticketing.reading.types import number_of
from showground.domains.ticketing.types import OrderStatus, ScanVerdict, TicketStatus, TierStatus

Presence = Literal["all", "in", "out"]
When = Literal["upcoming", "drafts", "past"]


class SoldOrder(msgspec.Struct, frozen=True):
    """An order of an event. `number` is what people quote."""

    id: UUID
    buyer_id: UUID
    buyer_name: str
    email: str
    status: OrderStatus
    tickets_count: int
    subtotal_amount: int
    fee_amount: int
    total_amount: int
    currency_code: str
    created_at: datetime
    paid_at: datetime | None
    number: str = ""

    def __post_init__(self) -> None:
        """Give the order its number."""
        force_setattr(self, "number", number_of(self.id))


class Attendee(msgspec.Struct, frozen=True):
    """A ticket of an event, its holder, and whether he is in. `seed` draws his picture."""

    ticket_id: UUID
    code: str
    holder_name: str
    seed: UUID
    tier_name: str
    status: TicketStatus
    issued_at: datetime
    admitted_at: datetime | None
    gate_name: str | None


class Totals(msgspec.Struct, frozen=True):
    """How an event sells. `revenue_amount`: price of its paid tickets, fees on top left out. No capacity: unlimited."""

    orders_count: int
    tickets_count: int
    revenue_amount: int
    currency_code: str
    admitted_count: int
    capacity: int | None


class Turnout(msgspec.Struct, frozen=True):
    """Who comes: valid tickets, and how many of them are in."""

    tickets_count: int
    admitted_count: int


class TierSales(msgspec.Struct, frozen=True):
    """A tier with its stock. No capacity: unlimited."""

    id: UUID
    name: str
    description: str
    price_amount: int
    currency_code: str
    tax_bps: int
    status: TierStatus
    sales_start_at: datetime | None
    sales_end_at: datetime | None
    min_per_order: int
    max_per_order: int
    revision: int
    sold: int
    held: int
    capacity: int | None


class SoldOnDay(msgspec.Struct, frozen=True):
    """Tickets of one tier on one day of the event's zone."""

    day: date
    tier_id: UUID
    tickets_count: int
    amount: int


class RecentScan(msgspec.Struct, frozen=True):
    """An attempt to come in."""

    id: UUID
    verdict: ScanVerdict
    holder_name: str | None
    tier_name: str | None
    gate_name: str
    scanned_at: datetime


class GateCount(msgspec.Struct, frozen=True):
    """How many came in through a gate."""

    gate_name: str
    admitted_count: int


class ListedEvent(msgspec.Struct, frozen=True):
    """An event in its owner's list, with what it sold."""

    id: UUID
    slug: str
    title: str
    status: EventStatus
    starts_at: datetime
    ends_at: datetime
    timezone: str
    city: str
    currency_code: str
    sold_count: int
    capacity: int | None
    revenue_amount: int


class EventCounts(msgspec.Struct, frozen=True):
    """How many events of an owner are still to come, not yet shown, over."""

    upcoming: int
    drafts: int
    past: int


class OwnerDay(msgspec.Struct, frozen=True):
    """What an owner's events sold on one day, in one currency (none on a day without a sale)."""

    day: date
    currency_code: str | None
    orders_count: int
    tickets_count: int
    revenue_amount: int


class NearlyGone(msgspec.Struct, frozen=True):
    """A tier that will sell out soon."""

    event_id: UUID
    event_title: str
    tier_name: str
    left: int
