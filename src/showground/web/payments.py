"""Paying: the way to the provider, and the pages of the test provider, which stand where a bank's would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from showground.domains.payments.errors import PaymentState
from showground.gateways.payments.messages import Instructions
from showground.gateways.payments.test_books import RefundPlan
from showground.gateways.payments.test_provider import Play
from showground.http.counter import counter_of
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.tills import opened, payment_of_buyer, played
from showground.web import guests, views
from showground.web.shell import go, show

if TYPE_CHECKING:
    from showground.domains.payments.paying.types import Payment
    from showground.domains.ticketing.reading.types import OrderPage


class OutcomeForm(msgspec.Struct):
    """What the buyer plays."""

    outcome: Play
    refunds: RefundPlan = "at_once"


@get("/pay/{payment_id:uuid}", opt=allow(public=True))
async def pay(payment_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Send a buyer to where he pays; what was paid, or cannot be any more, to its order."""
    payment, found = await guests.shown_to(desk, lambda tx: payment_of_buyer(tx, payment_id))
    if _is_over(payment, found):
        return go(desk, f"/orders/{found.order.id}")
    try:
        how = await opened(desk, payment, found)
    except PaymentState:  # its time has run out since
        return go(desk, f"/orders/{found.order.id}")
    if isinstance(how, Instructions):
        return show(desk, "payments/instructions.html", how=how, **_context(payment, found))
    return Redirect(how.url, status_code=303)


@get("/pay/test/{payment_id:uuid}", opt=allow(public=True))
async def test_page(payment_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Ask how the payment shall go."""
    return await _page(desk, payment_id, "payments/pay_test.html")


@get("/pay/test/{payment_id:uuid}/check", opt=allow(public=True))
async def check_page(payment_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Ask, as the payer's bank, whether it is him."""
    return await _page(desk, payment_id, "payments/pay_test_check.html")


@post("/pay/test/{payment_id:uuid}", opt=allow(public=True))
async def test_pay(
    payment_id: FromPath[UUID], data: URLEncodedBody[OutcomeForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Let the provider play it, and go on to the order, or to the bank's question."""
    _ = counter_of(desk).test_provider
    payment, found = await guests.shown_to(desk, lambda tx: payment_of_buyer(tx, payment_id))
    await played(desk, payment, found, data.outcome, refunds=data.refunds)
    if data.outcome == "extra_step":
        return go(desk, f"/pay/{payment.id}")
    fresh = data.outcome in {"succeed", "duplicate", "reorder"}
    return go(desk, f"/orders/{found.order.id}" + ("?fresh=1" if fresh else ""))


async def _page(desk: Desk, payment_id: UUID, template: str) -> Response[Any]:
    _ = counter_of(desk).test_provider
    payment, found = await guests.shown_to(desk, lambda tx: payment_of_buyer(tx, payment_id))
    if _is_over(payment, found):
        return go(desk, f"/orders/{found.order.id}")
    return show(desk, template, **_context(payment, found))


def _is_over(payment: Payment, found: OrderPage) -> bool:
    return payment.status == "captured" or found.order.status != "pending"


def _context(payment: Payment, found: OrderPage) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "payment": payment,
        "order": found.order,
        "event": views.card(found.event, None, now=now),
        "expires_at": found.order.expires_at,
        "now": now,
    }


HANDLERS = [pay, test_page, check_page, test_pay]
