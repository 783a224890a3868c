"""An order on its seller's desk: what was bought, what came back, and giving money back in two steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.payments.refunding import service
from showground.domains.payments.refunding.types import SaleSheet, Wish
from showground.http.desk import Desk
from showground.http.faults import STATUS
from showground.kit.faults import Fault, Invalid, Refused, Unknown
from showground.kit.ids import uuid7
from showground.kit.words import gettext
from showground.web.console import Workspace, workspace
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOSEN = "unit-"  # a box that is ticked says so under this name and the unit's id


class Plan(msgspec.Struct, frozen=True):
    """A refund that was chosen and not decided, as the second step shows it. `refund_id` makes a double click one."""

    refund_id: UUID
    units: tuple[UUID, ...]
    amount: int
    reason: str
    keeps_tickets: bool


@get("/console/events/{event_id:uuid}/orders/{order_id:uuid}")
async def sale(event_id: FromPath[UUID], order_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an order, unit by unit."""
    async with desk.open(read_only=True) as tx:
        seat = await workspace(desk, tx, event_id, "orders")
        sheet = await service.sheet(tx, event_id, order_id)
    return _page(desk, seat, sheet)


@post("/console/events/{event_id:uuid}/orders/{order_id:uuid}/refund")
async def refund(
    event_id: FromPath[UUID],
    order_id: FromPath[UUID],
    data: URLEncodedBody[dict[str, str]],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Show what would go back; told so, give it back. The same form sent twice gives it back once."""
    wish = _wish(data)
    try:
        if not wish.units:
            raise Invalid("Choose at least one ticket.", field="units")
        if data.get("refund"):
            async with desk.open() as tx:
                made = await service.give_back(tx, event_id, order_id, wish, refund_id=_id(data["refund"]))
            there = made.status == "done"
            notice = gettext("The money is back with the buyer.") if there else gettext("The money is on its way back.")
            return go(desk, f"/console/events/{event_id}/orders/{order_id}", notice=notice)
        return await _planned(desk, event_id, order_id, wish)
    except (Unknown, Refused):
        raise
    except Fault as fault:
        async with desk.open(read_only=True) as tx:
            seat = await workspace(desk, tx, event_id, "orders")
            sheet = await service.sheet(tx, event_id, order_id)
        return _page(desk, seat, sheet, wish=wish, errors=errors_of(fault), status_code=STATUS[fault.kind])


async def _planned(desk: Desk, event_id: UUID, order_id: UUID, wish: Wish) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        seat = await workspace(desk, tx, event_id, "orders")
        sheet = await service.sheet(tx, event_id, order_id)
    if not sheet.sale.may_refund:
        raise Refused
    service.check_reason(wish)
    units = service.chosen(sheet, wish)
    plan = Plan(
        refund_id=uuid7(),
        units=tuple(unit.id for unit in units),
        amount=sum(unit.total_amount for unit in units),
        reason=wish.reason.strip(),
        keeps_tickets=wish.tickets == "keep",
    )
    return _page(desk, seat, sheet, wish=wish, plan=plan)


def _page(
    desk: Desk,
    seat: Workspace,
    sheet: SaleSheet,
    *,
    wish: Wish | None = None,
    plan: Plan | None = None,
    errors: Mapping[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    return show(
        desk,
        "console/order.html",
        status_code=status_code,
        **seat.context,
        sale=sheet.sale,
        units=sheet.units,
        refunds=sheet.refunds,
        can_go_back=sheet.can_go_back,
        wish=wish or Wish(tuple(unit.id for unit in sheet.units if unit.can_go_back), ""),
        plan=plan,
        errors=errors or {},
    )


def _wish(data: Mapping[str, str]) -> Wish:
    units = tuple(_id(name.removeprefix(CHOSEN)) for name in data if name.startswith(CHOSEN))
    return Wish(units, data.get("reason", ""), "keep" if data.get("keep_tickets") else "cancel")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid from error


HANDLERS = [sale, refund]
