"""Giving money back, as those who sell decide it: some units of an order, or all that can go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.events.managing import service as managing
from showground.domains.payments import refunds
from showground.domains.payments.errors import NotRefundable, ReasonWanted
from showground.domains.payments.refunding import store
from showground.domains.payments.refunding.types import SaleSheet
from showground.kit.faults import Refused

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.payments.refunding.types import Refund, Unit, Wish

LONGEST_REASON = 500


async def sheet(tx: Tx, event_id: UUID, order_id: UUID) -> SaleSheet:
    """Return an order of an event that the caller runs, unit by unit.

    Raises:
        Unknown: there is none, or it is hidden from him.
        Refused, OutOfRole: he sees the event, but does not run it, or not this part of it.
    """
    await managing.managed(tx, event_id, "orders")
    sale = await store.sale(tx, event_id=event_id, order_id=order_id)
    await tx.as_service()
    units = await store.units_of_sale(tx, event_id=event_id, order_id=order_id)
    return SaleSheet(sale, units, await store.refunds_of_order(tx, event_id=event_id, order_id=order_id))


def chosen(sheet: SaleSheet, wish: Wish) -> list[Unit]:
    """Return the units that a wish names; all that can go back when it names none.

    Raises:
        NotRefundable: one of them is not of this order, was free, or is on its way back; or nothing is left.
    """
    units = [unit for unit in sheet.units if (unit.id in wish.units if wish.units else unit.can_go_back)]
    whole = not wish.units or {unit.id for unit in units} == set(wish.units)
    if sheet.sale.status != "paid" or not units or not whole or not all(unit.can_go_back for unit in units):
        raise NotRefundable
    return units


def check_reason(wish: Wish) -> None:
    """Refuse a wish that does not say why.

    Raises:
        ReasonWanted: no reason, or one that is too long.
    """
    if not 0 < len(wish.reason.strip()) <= LONGEST_REASON:
        raise ReasonWanted


async def give_back(tx: Tx, event_id: UUID, order_id: UUID, wish: Wish, *, refund_id: UUID) -> Refund:
    """Decide a refund; the worker has it sent. Asked again under the same name, the first one is returned.

    Raises:
        Unknown: there is no such order, or it is hidden from the caller.
        Refused: he may look, but money is for the owner, admins and the event's own finance.
        ReasonWanted: no reason, or one that is too long.
        NotRefundable: not paid, or a unit is on its way back already.
    """
    found = await sheet(tx, event_id, order_id)
    if not found.sale.may_refund:
        raise Refused("Money is given back by the owner, by admins, and by who looks after this event's money.")
    before = await store.refund(tx, order_id=order_id, refund_id=refund_id)
    if before is not None:
        return before
    check_reason(wish)
    units = [unit.id for unit in chosen(found, wish)]
    await refunds.ask_refund(
        tx,
        order_id,
        items=units,
        reason=wish.reason.strip(),
        cancel_tickets=wish.tickets == "cancel",
        refund_id=refund_id,
    )
    made = await store.refund(tx, order_id=order_id, refund_id=refund_id)
    if made is None:
        raise NotRefundable
    return made
