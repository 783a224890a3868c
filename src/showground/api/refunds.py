"""Refunds over the API: an order unit by unit for who sells it, giving money back, and reading what came back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from showground.api.shapes import Amount
from showground.domains.payments.refunding import service, store
from showground.domains.payments.refunding.types import Refund, SaleSheet, Unit, Wish
from showground.domains.payments.types import RefundStatus
from showground.domains.ticketing.reading import service as reading
from showground.domains.ticketing.types import OrderStatus, TicketStatus
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.idempotency import once
from showground.kit.ids import uuid7
from showground.kit.money import Money


class RefundIn(msgspec.Struct, forbid_unknown_fields=True):
    """What to give back, and why."""

    reason: Annotated[str, Meta(min_length=1, max_length=500, description="The buyer reads it.", examples=["Ill"])]
    units: Annotated[list[UUID], Meta(max_length=200, description="Of the order; none: all that can go back.")] = []
    keep_tickets: Annotated[bool, Meta(description="Their tickets stay valid, and their places sold.")] = False


class UnitOut(msgspec.Struct, frozen=True):
    """One ticket of an order. `paid` is what goes back for it; `refund` how that stands."""

    id: UUID
    tier_name: str
    paid: Amount
    ticket_code: str | None
    ticket_status: TicketStatus | None
    is_inside: bool
    refund: RefundStatus | None
    can_go_back: bool


class RefundOut(msgspec.Struct, frozen=True):
    """Money on its way back, or back; `failed`: the provider will not send it, and the seller has it again."""

    id: UUID
    status: RefundStatus
    amount: Amount
    reason: str
    units_count: int
    created_at: datetime
    settled_at: datetime | None


class SaleOut(msgspec.Struct, frozen=True):
    """An order as its seller sees it."""

    id: UUID
    number: str
    event: UUID
    status: OrderStatus
    buyer_name: str
    email: str
    total: Amount
    can_go_back: Amount
    may_refund: bool
    created_at: datetime
    paid_at: datetime | None
    units: list[UnitOut]
    refunds: list[RefundOut]


@get("/events/{event_id:uuid}/orders/{order_id:uuid}", operation_id="OrderOfEvent")
async def sale(event_id: FromPath[UUID], order_id: FromPath[UUID], desk: NamedDependency[Desk]) -> SaleOut:
    """Show an order of an event that you run, unit by unit, with what has gone back and what could."""
    async with desk.open(read_only=True) as tx:
        return _sale_out(await service.sheet(tx, event_id, order_id))


@post(
    "/events/{event_id:uuid}/orders/{order_id:uuid}/refunds",
    operation_id="GiveBack",
    status_code=201,
    opt=allow(keyed=True),
)
async def give_back(
    event_id: FromPath[UUID],
    order_id: FromPath[UUID],
    data: JSONBody[RefundIn],
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
) -> Response[RefundOut]:
    """Give the money of some units back, or of all that can go. It is sent at once, or tried again until it is."""
    wish = Wish(tuple(data.units), data.reason, "keep" if data.keep_tickets else "cancel")

    async def decide(tx: Any) -> RefundOut:  # noqa: ANN401 - a Tx
        return _refund_out(await service.give_back(tx, event_id, order_id, wish, refund_id=uuid7()))

    return await once(request, desk, decide)


@get("/orders/{order_id:uuid}/refunds", operation_id="RefundsOfOrder", opt=allow(public=True))
async def refunds(order_id: FromPath[UUID], desk: NamedDependency[Desk]) -> list[RefundOut]:
    """List what came back, or is on its way back, of an order of yours; for a guest with its `order_token`."""
    async with desk.open(read_only=True) as tx:
        order = (await reading.order_page(tx, order_id)).order
        found = await store.refunds_of_order(tx, event_id=order.event_id, order_id=order_id)
    return [_refund_out(one) for one in found]


def _sale_out(found: SaleSheet) -> SaleOut:
    sale, currency = found.sale, found.sale.currency_code
    return SaleOut(
        id=sale.id,
        number=sale.number,
        event=sale.event_id,
        status=sale.status,
        buyer_name=sale.buyer_name,
        email=sale.email,
        total=Money(sale.total_amount, currency),
        can_go_back=Money(found.can_go_back, currency),
        may_refund=sale.may_refund,
        created_at=sale.created_at,
        paid_at=sale.paid_at,
        units=[_unit_out(unit, currency) for unit in found.units],
        refunds=[_refund_out(one) for one in found.refunds],
    )


def _unit_out(unit: Unit, currency: str) -> UnitOut:
    return UnitOut(
        id=unit.id,
        tier_name=unit.tier_name,
        paid=Money(unit.total_amount, currency),
        ticket_code=unit.ticket_code,
        ticket_status=unit.ticket_status,
        is_inside=unit.is_inside,
        refund=unit.refund,
        can_go_back=unit.can_go_back,
    )


def _refund_out(refund: Refund) -> RefundOut:
    return RefundOut(
        id=refund.id,
        status=refund.status,
        amount=Money(refund.amount, refund.currency_code),
        reason=refund.reason,
        units_count=refund.units_count,
        created_at=refund.created_at,
        settled_at=refund.settled_at,
    )


HANDLERS: list[Any] = [sale, give_back, refunds]
