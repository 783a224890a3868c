"""Pages of having bought: an order, a ticket, my tickets. Works without scripts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from showground.db.principal import Person
from showground.domains.events import service as events
from showground.domains.events import store as events_store
from showground.domains.payments.paying import store as paying
from showground.domains.payments.refunding import store as refunding
from showground.domains.ticketing.reading import service as reading
from showground.domains.ticketing.reading.types import OrderPage, Sibling, Tab
from showground.domains.users import store as users
from showground.http.counter import counter_of
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.kit.faults import Unauthenticated
from showground.web import calendars, guests, views
from showground.web.carts import CartLineView
from showground.web.shell import show

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.events.types import EventCard
    from showground.domains.payments.paying.types import Payment
    from showground.domains.payments.refunding.types import Refund
    from showground.domains.ticketing.reading.types import TicketGroup

GROUPS_SHOWN = 20
PAY_AGAIN = "The bank refused it. You were not charged; your seats are still held."


class OrderView(msgspec.Struct, frozen=True):
    """An order as its page shows it; taxes stand in the prices and are named beside the sum."""

    id: UUID
    number: str
    status: str
    created_at: datetime
    paid_at: datetime | None
    email: str
    lines: list[CartLineView]
    fee_amount: int
    tax_amount: int
    discount_amount: int
    total_amount: int
    currency_code: str


class TicketView(msgspec.Struct, frozen=True):
    """A ticket as its page shows it."""

    id: UUID
    order_id: UUID | None
    code: str
    qr_text: str
    status: str
    tier_name: str
    holder_name: str
    number: int
    count: int
    admitted_at: datetime | None
    gate_name: str | None


class GroupView(msgspec.Struct, frozen=True):
    """Tickets of one event from one order."""

    event: views.Card
    order_id: UUID | None
    tickets: list[Sibling]
    tickets_count: int


@get("/orders/{order_id:uuid}", opt=allow(public=True))
async def order_page(
    order_id: FromPath[UUID], desk: NamedDependency[Desk], fresh: FromQuery[str] = ""
) -> Response[Any]:
    """Show an order to its buyer, or to a guest with its link."""
    found, payments, refunds, email = await guests.shown_to(desk, lambda tx: _order(tx, order_id), order_id=order_id)
    now, order = datetime.now(UTC), found.order
    last = payments[0] if payments else None
    status = order.status
    if status == "pending" and order.expires_at is not None and order.expires_at <= now:
        status = "expired"
    to_pay = last if last is not None and status == "pending" else None
    return show(
        desk,
        "ticketing/order.html",
        order=_order_view(found, status=status, email=email),
        refunds=[one for one in refunds if one.status != "failed"],  # asked for anew, or the seller's again
        tickets=found.tickets,
        event=views.card(found.event, None, now=now),
        pay_href=f"/pay/{to_pay.id}" if to_pay else None,
        expires_at=order.expires_at,
        problem=PAY_AGAIN if to_pay is not None and to_pay.status == "failed" else "",
        on_its_way=to_pay is not None and to_pay.status == "pending",
        fresh=bool(fresh),
        now=now,
    )


async def _order(tx: Tx, order_id: UUID) -> tuple[OrderPage, list[Payment], list[Refund], str]:
    email = (await users.me(tx)).email if isinstance(tx.principal, Person) else ""
    found = await reading.order_page(tx, order_id)
    payments = await paying.payments_of_order(tx, event_id=found.order.event_id, order_id=order_id)
    refunds = await refunding.refunds_of_order(tx, event_id=found.order.event_id, order_id=order_id)
    return found, payments, refunds, found.order.email or email


def _order_view(found: OrderPage, *, status: str, email: str) -> OrderView:
    order = found.order
    return OrderView(
        id=order.id,
        number=order.number,
        status=status,
        created_at=order.created_at,
        paid_at=order.paid_at,
        email=email,
        lines=[CartLineView(line.tier_name, line.quantity, line.total_amount) for line in found.lines],
        fee_amount=order.total_amount - order.subtotal_amount,
        tax_amount=order.tax_amount,
        discount_amount=0,
        total_amount=order.total_amount,
        currency_code=order.currency_code,
    )


@get("/tickets/{ticket_id:uuid}", opt=allow(public=True))
async def ticket_page(ticket_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show a ticket to its holder, its code as large as the screen allows."""
    found = await guests.shown_to(desk, lambda tx: reading.ticket_page(tx, ticket_id))
    ticket, at = found.ticket, found.siblings.index(ticket_id)
    signer = counter_of(desk).signer
    return show(
        desk,
        "ticketing/ticket.html",
        ticket=TicketView(
            id=ticket.id,
            order_id=ticket.order_id,
            code=ticket.code,
            qr_text=signer.payload(event_id=ticket.event_id, ticket_id=ticket.id, secret=ticket.secret),
            status=ticket.status,
            tier_name=ticket.tier_name,
            holder_name=ticket.holder_name,
            number=at + 1,
            count=len(found.siblings),
            admitted_at=ticket.admitted_at,
            gate_name=ticket.gate_name,
        ),
        event=views.card(found.event, None, now=datetime.now(UTC)),
        previous_href=f"/tickets/{found.siblings[at - 1]}" if at else None,
        next_href=f"/tickets/{found.siblings[at + 1]}" if at + 1 < len(found.siblings) else None,
    )


@get("/tickets/{ticket_id:uuid}/calendar.ics", opt=allow(public=True))
async def ticket_calendar(ticket_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[bytes]:
    """Give the dates of a ticket's event to a calendar, also when the event is not public."""

    async def read(tx: Tx) -> bytes:
        found = await reading.ticket_page(tx, ticket_id)
        event = await events.event(tx, event_id=found.ticket.event_id)
        dates = await events_store.occurrences(tx, event.id)
        return calendars.calendar(event, dates, address=desk.settings.address, now=datetime.now(UTC))

    return calendars.as_file(await guests.shown_to(desk, read), "ticket")


@get("/me/tickets")
async def my_tickets(
    desk: NamedDependency[Desk], tab: FromQuery[str] = "upcoming", cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show one's own tickets by event: what comes, or what was."""
    chosen: Tab = "past" if tab == "past" else "upcoming"
    if desk.viewer is None:
        raise Unauthenticated
    async with desk.db.acting_as(desk.as_viewer, read_only=True) as tx:
        groups, by_id = await reading.my_groups(tx, chosen, cursor=cursor, limit=GROUPS_SHOWN)
        counts = await reading.my_counts(tx)
    more = f"/me/tickets?tab={chosen}&cursor={groups.next}" if groups.next else None
    now = datetime.now(UTC)
    return show(
        desk,
        "ticketing/my_tickets.html",
        tab=chosen,
        groups=[_group(one, by_id[one.event_id], now) for one in groups.items],
        upcoming_count=counts.upcoming,
        past_count=counts.past,
        more=more,
    )


def _group(group: TicketGroup, event: EventCard, now: datetime) -> GroupView:
    tickets = [Sibling(ticket_id) for ticket_id in group.ticket_ids]
    return GroupView(views.card(event, None, now=now), group.order_id, tickets, len(tickets))


HANDLERS = [
    order_page,
    ticket_page,
    ticket_calendar,
    my_tickets,
]
