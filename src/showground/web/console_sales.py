"""Who bought and who comes: orders and attendees of an event, as pages and as files, and the live numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent, Stream

from showground.domains.events.managing import rules
from showground.domains.events.managing import service as managing
from showground.domains.ticketing.selling import service as selling
from showground.domains.ticketing.selling.types import Attendee, Presence, SoldOrder
from showground.domains.ticketing.types import OrderStatus
from showground.http.counters import live_of, stream_of_event
from showground.http.desk import Desk
from showground.http.exports import export
from showground.kit.format import bare_money, number
from showground.kit.words import gettext, marked, pgettext
from showground.web.console import PAGE, address, workspace
from showground.web.shell import show

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.ticketing.selling.types import Totals

STATUSES: tuple[tuple[OrderStatus | None, str], ...] = (
    (None, marked("All states")),
    ("paid", marked("Paid")),
    ("pending", marked("Waiting for payment")),
    ("cancelled", ""),
    ("expired", marked("Expired")),
)
FILTERS = (("all", marked("Everybody")), ("in", marked("Already in")), ("out", marked("Not yet in")))


@get("/console/events/{event_id:uuid}/orders")
async def orders(
    event_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    q: FromQuery[str] = "",
    status: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """List the orders of an event."""
    wanted = next((key for key, _ in STATUSES if key == status), None)
    async with desk.open(read_only=True) as tx:
        seat = await workspace(desk, tx, event_id, "orders")
        page = await selling.orders(tx, event_id, status=wanted, words=q, cursor=cursor, limit=PAGE)
        total = await selling.count_orders(tx, event_id, status=wanted, words=q)
    path = f"/console/events/{event_id}/orders"
    return show(
        desk,
        "console/orders.html",
        **seat.context,
        q=q,
        status=wanted or "",
        statuses=[
            (key or "", pgettext("order", "Cancelled") if key == "cancelled" else gettext(label))
            for key, label in STATUSES
        ],
        orders=page.items,
        total=total,
        more=address(path, q=q, status=wanted, cursor=page.next) if page.next else None,
        export_href=f"{path}.csv",
    )


@get("/console/events/{event_id:uuid}/orders.csv")
async def orders_file(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Stream:
    """Save every order of an event."""
    async with desk.open(read_only=True) as tx:
        event = await managing.managed(tx, event_id, "orders")
    return export(desk.open, lambda tx: selling.every_order(tx, event_id), SoldOrder, name=f"{event.slug}-orders")


@get("/console/events/{event_id:uuid}/attendees")
async def attendees(
    event_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    q: FromQuery[str] = "",
    shown: FromQuery[Presence] = "all",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """List who holds a ticket of an event."""
    async with desk.open(read_only=True) as tx:
        seat = await workspace(desk, tx, event_id, "people")
        page = await selling.attendees(tx, event_id, shown=shown, words=q, cursor=cursor, limit=PAGE)
    path = f"/console/events/{event_id}/attendees"
    return show(
        desk,
        "console/attendees.html",
        **seat.context,
        q=q,
        shown=shown,
        filters=[(key, gettext(label)) for key, label in FILTERS],
        attendees=page.items,
        more=address(path, q=q, shown=shown, cursor=page.next) if page.next else None,
        export_href=f"{path}.csv",
    )


@get("/console/events/{event_id:uuid}/attendees.csv")
async def attendees_file(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Stream:
    """Save every ticket holder of an event."""
    async with desk.open(read_only=True) as tx:
        event = await managing.managed(tx, event_id, "people")
    return export(desk.open, lambda tx: selling.every_attendee(tx, event_id), Attendee, name=f"{event.slug}-attendees")


@get("/console/events/{event_id:uuid}/live")
async def live(
    event_id: FromPath[UUID], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> ServerSentEvent:
    """Send the numbers of an event as they move."""
    return await stream_of_event(desk, live_of(desk), event_id, moving, last_id=request.headers.get("last-event-id"))


async def moving(tx: Tx, event_id: UUID) -> dict[str, object]:
    """Return the numbers that a helper or one of the owner's people sees move: no money at the door."""
    event = await managing.managed(tx, event_id)
    if rules.includes(event.staff_role, "figures"):
        return spoken(await selling.totals(tx, event_id))
    seen = await selling.turnout(tx, event_id)
    return {
        "admitted": number(seen.admitted_count),
        "expected": number(seen.tickets_count),
        "sold": seen.tickets_count,
    }


def spoken(totals: Totals) -> dict[str, object]:
    """Return the numbers as the page writes them."""
    return {
        "orders": number(totals.orders_count),
        "tickets": number(totals.tickets_count),
        "revenue": bare_money(totals.revenue_amount, totals.currency_code),
        "admitted": number(totals.admitted_count),
        "expected": number(totals.tickets_count),
        "sold": totals.tickets_count,
    }


HANDLERS = [orders, orders_file, attendees, attendees_file, live]
