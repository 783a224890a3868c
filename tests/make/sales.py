"""Makers of purchases: ordered at a till and paid by the test provider's word."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tests.make.shop import Shop
from tests.make.users import Made

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.domains.payments.notices import Cashier
from showground.domains.payments.till import Till
from showground.domains.payments.types import Purchase
from showground.domains.ticketing.types import Line
from showground.gateways.payments.messages import Notice
from showground.kit.ids import uuid7

CODES = compile_query(
    "test.codes",
    "select t.code from ticketing.order_items i join ticketing.tickets t on t.id = i.ticket_id "
    "where i.order_id = :order_id order by t.id",
)

ORDER = compile_query(
    "test.order_of_code",
    "select i.order_id from ticketing.order_items i join ticketing.tickets t on t.id = i.ticket_id "
    "where t.code = :code",
)


async def sold_order(make, shop: Shop, *, quantity=2) -> UUID:
    """Sell tickets of a shop's tier; return the order."""
    code, *_ = await sale(make, shop, quantity=quantity)
    async with make.db.acting_as(Worker()) as tx:
        order_id: UUID = await tx.value(ORDER, code=code)
    return order_id


async def sale(
    make, shop: Shop, *, buyer: Made | None = None, guest: str | None = None, quantity=2, **wanted
) -> list[str]:
    """Sell tickets of a shop's tier; return their codes. `guest` is the address of a buyer without an account."""
    if guest:
        wanted = {**wanted, "buyer": None, "email": guest}
    else:
        wanted = {**wanted, "buyer": (buyer or await make.user()).user_id}
    purchase = Purchase(event_id=shop.event_id, lines=(Line(shop.tier_id, quantity),), **wanted)
    till = Till(make.db, pay_within=timedelta(minutes=30))
    receipt = (await till.check_out(purchase, key=f"sale-{uuid7()}")).receipt
    if receipt.payment is not None:
        await Cashier(make.db).accept(
            Notice(
                provider="test",
                notice_id=f"n-{receipt.payment}",
                payment_id=receipt.payment,
                kind="captured",
                amount=receipt.total_amount,
                currency=receipt.currency,
                provider_ref=f"ref-{receipt.payment}",
            )
        )
    async with make.db.acting_as(Worker()) as tx:
        rows = await tx.all(CODES, lambda code: code, order_id=receipt.order)
    return list(rows)
