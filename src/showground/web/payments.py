"""The page of the test provider, which stands where a bank would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.payments.paying import store as paying
from showground.domains.ticketing.reading import service as reading
from showground.gateways.payments.messages import Due
from showground.http.counter import counter_of
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.web import guests, views
from showground.web.shell import go, show

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.payments.paying.types import Payment
    from showground.domains.ticketing.reading.types import OrderPage


class OutcomeForm(msgspec.Struct):
    """What the buyer plays."""

    outcome: Literal["succeed", "fail"]


@get("/pay/test/{payment_id:uuid}", opt=allow(public=True))
async def pay_page(payment_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Ask how the payment shall go."""
    _ = counter_of(desk).test_provider
    payment, found = await guests.shown_to(desk, lambda tx: _due(tx, payment_id))
    now, order = datetime.now(UTC), found.order
    if payment.status == "captured" or order.status != "pending":
        return go(desk, f"/orders/{order.id}")
    return show(
        desk,
        "payments/pay_test.html",
        payment=payment,
        order=order,
        event=views.card(found.event, None, now=now),
        expires_at=order.expires_at,
        now=now,
    )


@post("/pay/test/{payment_id:uuid}", opt=allow(public=True))
async def pay(
    payment_id: FromPath[UUID], data: URLEncodedBody[OutcomeForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Let the provider say how it went, and go on to the order."""
    counter = counter_of(desk)
    provider = counter.test_provider
    payment, found = await guests.shown_to(desk, lambda tx: _due(tx, payment_id))
    notice = provider.notice(Due(payment.id, payment.amount, payment.currency_code), data.outcome)
    await counter.cashier.accept(notice)
    live_of(desk).touched(payment.event_id)
    return go(desk, f"/orders/{found.order.id}" + ("?fresh=1" if data.outcome == "succeed" else ""))


async def _due(tx: Tx, payment_id: UUID) -> tuple[Payment, OrderPage]:
    payment = await paying.payment(tx, payment_id)
    return payment, await reading.order_page(tx, payment.order_id)


HANDLERS = [pay_page, pay]
