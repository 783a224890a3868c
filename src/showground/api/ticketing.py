"""Orders and tickets over the API, as buyers and holders have them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from showground.api.shapes import Amount, Cursor, Limit
from showground.domains.payments.paying import store as paying
from showground.domains.payments.paying.types import Payment
from showground.domains.ticketing.reading import service as reading
from showground.domains.ticketing.reading.types import HeldTicket, MyOrder, MyTicket, OrderPage, Tab
from showground.domains.ticketing.types import OrderStatus, TicketStatus
from showground.http.counter import counter_of
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.kit.money import Money
from showground.kit.paging import Page


class TicketOut(msgspec.Struct, frozen=True):
    """A ticket. `qr` is the text of its QR code; `code` is what people type."""

    id: UUID
    event: UUID
    order: UUID | None
    tier: UUID
    tier_name: str
    status: TicketStatus
    holder_name: str
    code: Annotated[str, Meta(examples=["K7MQ4XW2ZP"])]
    qr: str
    issued_at: datetime
    admitted_at: datetime | None


class OrderLineOut(msgspec.Struct, frozen=True):
    """The tickets of one tier in an order."""

    tier: UUID
    name: str
    quantity: int
    price: Amount
    total: Amount


class PaymentOut(msgspec.Struct, frozen=True):
    """A payment of an order."""

    id: UUID
    provider: str
    status: str
    amount: Amount
    captured: Amount
    refunded: Amount
    created_at: datetime


class OrderOut(msgspec.Struct, frozen=True):
    """An order. `tax` is contained in the subtotal; `fee` is what comes on top of it."""

    id: UUID
    number: Annotated[str, Meta(examples=["SG-7K4Q2XW"])]
    event: UUID
    status: OrderStatus
    subtotal: Amount
    tax: Amount
    fee: Amount
    total: Amount
    created_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    lines: list[OrderLineOut]
    tickets: list[TicketOut]
    payments: list[PaymentOut]


class OrderItem(msgspec.Struct, frozen=True):
    """An order in a list."""

    id: UUID
    event: UUID
    event_slug: str
    event_title: str
    status: OrderStatus
    tickets_count: int
    total: Amount
    created_at: datetime


@get("/orders", operation_id="MyOrders")
async def my_orders(desk: NamedDependency[Desk], cursor: Cursor = None, limit: Limit = 20) -> Page[OrderItem]:
    """List your orders, newest first."""
    async with desk.open(read_only=True) as tx:
        found = await reading.my_orders(tx, person=desk.person, cursor=cursor, limit=limit)
    return Page([_order_item(one) for one in found.items], found.next)


def _order_item(order: MyOrder) -> OrderItem:
    return OrderItem(
        id=order.id,
        event=order.event_id,
        event_slug=order.event_slug,
        event_title=order.event_title,
        status=order.status,
        tickets_count=order.tickets_count,
        total=Money(order.total_amount, order.currency_code),
        created_at=order.created_at,
    )


@get("/orders/{order_id:uuid}", operation_id="Order", opt=allow(public=True))
async def order(order_id: FromPath[UUID], desk: NamedDependency[Desk]) -> OrderOut:
    """Show an order to its buyer, or to a guest with its `order_token`."""
    async with desk.open(read_only=True) as tx:
        found = await reading.order_page(tx, order_id)
        payments = await paying.payments_of_order(tx, event_id=found.order.event_id, order_id=order_id)
    return _order_out(desk, found, payments)


def _order_out(desk: Desk, found: OrderPage, payments: list[Payment]) -> OrderOut:
    whole, currency = found.order, found.order.currency_code
    return OrderOut(
        id=whole.id,
        number=whole.number,
        event=whole.event_id,
        status=whole.status,
        subtotal=Money(whole.subtotal_amount, currency),
        tax=Money(whole.tax_amount, currency),
        fee=Money(whole.total_amount - whole.subtotal_amount, currency),
        total=Money(whole.total_amount, currency),
        created_at=whole.created_at,
        expires_at=whole.expires_at,
        paid_at=whole.paid_at,
        lines=[
            OrderLineOut(
                line.tier_id,
                line.tier_name,
                line.quantity,
                Money(line.price_amount, currency),
                Money(line.total_amount, currency),
            )
            for line in found.lines
        ],
        tickets=[_ticket_out(desk, ticket) for ticket in found.tickets],
        payments=[_payment_out(one) for one in payments],
    )


def _payment_out(payment: Payment) -> PaymentOut:
    currency = payment.currency_code
    return PaymentOut(
        id=payment.id,
        provider=payment.provider,
        status=payment.status,
        amount=Money(payment.amount, currency),
        captured=Money(payment.captured_amount, currency),
        refunded=Money(payment.refunded_amount, currency),
        created_at=payment.created_at,
    )


@get("/tickets", operation_id="MyTickets")
async def my_tickets(
    desk: NamedDependency[Desk],
    when: Annotated[Tab | None, QueryParameter(description="Of events to come, or of past ones.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[MyTicket]:
    """List your tickets, newest first."""
    async with desk.open(read_only=True) as tx:
        return await reading.my_tickets(tx, person=desk.person, tab=when, cursor=cursor, limit=limit)


@get("/tickets/{ticket_id:uuid}", operation_id="Ticket", opt=allow(public=True))
async def ticket(ticket_id: FromPath[UUID], desk: NamedDependency[Desk]) -> TicketOut:
    """Show a ticket to its holder, or to a guest with its order's `order_token`."""
    async with desk.open(read_only=True) as tx:
        found = await reading.ticket_page(tx, ticket_id)
    return _ticket_out(desk, found.ticket)


def _ticket_out(desk: Desk, ticket: HeldTicket) -> TicketOut:
    signer = counter_of(desk).signer
    return TicketOut(
        id=ticket.id,
        event=ticket.event_id,
        order=ticket.order_id,
        tier=ticket.tier_id,
        tier_name=ticket.tier_name,
        status=ticket.status,
        holder_name=ticket.holder_name,
        code=ticket.code,
        qr=signer.payload(event_id=ticket.event_id, ticket_id=ticket.id, secret=ticket.secret),
        issued_at=ticket.issued_at,
        admitted_at=ticket.admitted_at,
    )


HANDLERS: list[Any] = [my_orders, order, my_tickets, ticket]
