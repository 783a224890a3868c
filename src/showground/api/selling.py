"""Sales over the API, for those who run the event: orders, attendees, figures, and all of it as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter
from litestar.response import ServerSentEvent, Stream

from showground.api.shapes import Cursor
from showground.domains.events.managing import service as managing
from showground.domains.events.managing.types import Part
from showground.domains.ticketing.selling import service
from showground.domains.ticketing.selling.types import (
    Attendee,
    GateCount,
    Presence,
    SoldOnDay,
    SoldOrder,
    Totals,
)
from showground.domains.ticketing.types import OrderStatus
from showground.http.counters import live_of, stream_of_event
from showground.http.desk import Desk
from showground.http.exports import Format, export
from showground.http.guards import allow
from showground.kit.paging import Page

if TYPE_CHECKING:
    from showground.db.tx import Tx

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Items of a page.")]
Words = Annotated[str, QueryParameter(description="Part of a name, an address, a number or a code.", max_length=200)]
LastId = Annotated[
    str | None, HeaderParameter(name="Last-Event-ID", description="The `id` of the last event that you have seen.")
]
Kind = Annotated[Format, QueryParameter(name="format", description="CSV for spreadsheets, NDJSON for programs.")]


class Sales(msgspec.Struct, frozen=True):
    """How an event sells; days are those of its zone."""

    totals: Totals
    days: list[SoldOnDay]
    gates: list[GateCount]


@get("/events/{event_id:uuid}/orders", operation_id="OrdersOfEvent")
async def orders(
    event_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    *,
    status: FromQuery[OrderStatus | None] = None,
    q: Words = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SoldOrder]:
    """List the orders of an event, newest first."""
    async with desk.open(read_only=True) as tx:
        return await service.orders(tx, event_id, status=status, words=q, cursor=cursor, limit=limit)


@get("/events/{event_id:uuid}/attendees", operation_id="AttendeesOfEvent")
async def attendees(
    event_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    *,
    shown: FromQuery[Presence] = "all",
    q: Words = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Attendee]:
    """List who holds a ticket of an event, in the order of issue."""
    async with desk.open(read_only=True) as tx:
        return await service.attendees(tx, event_id, shown=shown, words=q, cursor=cursor, limit=limit)


@get("/events/{event_id:uuid}/sales", operation_id="SalesOfEvent")
async def sales(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Sales:
    """Show how an event sells: totals, days by ticket, and who came in where."""
    async with desk.open(read_only=True) as tx:
        days = await service.sales_by_day(tx, event_id)
        gates = await service.gate_counts(tx, event_id)
        return Sales(await service.totals(tx, event_id), days, gates)


@get("/events/{event_id:uuid}/live", operation_id="LiveSalesOfEvent", opt=allow(sends=Totals))
async def live(event_id: FromPath[UUID], desk: NamedDependency[Desk], last_id: LastId = None) -> ServerSentEvent:
    """Send the totals of an event as they move. Each is the `totals` of `/sales`, sent at first and at every change."""
    return await stream_of_event(desk, live_of(desk), event_id, _totals, last_id=last_id)


@get("/events/{event_id:uuid}/orders/export", operation_id="ExportOrders")
async def export_orders(event_id: FromPath[UUID], desk: NamedDependency[Desk], kind: Kind = "csv") -> Stream:
    """Save every order of an event."""
    name = await _name(desk, event_id, "orders")
    return export(desk.open, lambda tx: service.every_order(tx, event_id), SoldOrder, name=f"{name}-orders", kind=kind)


@get("/events/{event_id:uuid}/attendees/export", operation_id="ExportAttendees")
async def export_attendees(event_id: FromPath[UUID], desk: NamedDependency[Desk], kind: Kind = "csv") -> Stream:
    """Save every ticket holder of an event."""
    name = await _name(desk, event_id, "people")
    return export(
        desk.open, lambda tx: service.every_attendee(tx, event_id), Attendee, name=f"{name}-attendees", kind=kind
    )


async def _totals(tx: Tx, event_id: UUID) -> dict[str, object]:
    return msgspec.structs.asdict(await service.totals(tx, event_id))


async def _name(desk: Desk, event_id: UUID, part: Part) -> str:
    """Return the event's name in addresses, to whoever runs that part of it."""
    async with desk.open(read_only=True) as tx:
        return (await managing.managed(tx, event_id, part)).slug


HANDLERS = [orders, attendees, sales, live, export_orders, export_attendees]
