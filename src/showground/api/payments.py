"""Payments over the API: the notices of providers, and the outcome that the test provider shall play."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from showground.api.shapes import Amount
from showground.domains.payments.paying import store as paying
from showground.domains.ticketing.reading import service as reading
from showground.gateways.payments.messages import Due
from showground.http.counter import counter_of
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.kit.money import Money


class OutcomeIn(msgspec.Struct, forbid_unknown_fields=True):
    """How the payment shall go."""

    outcome: Literal["succeed", "fail"]


class OutcomeOut(msgspec.Struct, frozen=True):
    """What became of it."""

    payment: UUID
    order: UUID
    order_status: str
    amount: Amount


@post(
    "/payments/{payment_id:uuid}/test-outcome",
    operation_id="PlayTestPayment",
    status_code=200,
    opt=allow(public=True, scope="buy"),
)
async def play(payment_id: FromPath[UUID], data: JSONBody[OutcomeIn], desk: NamedDependency[Desk]) -> OutcomeOut:
    """Let the test provider say how a payment of yours went, where it is switched on. Again changes nothing."""
    counter = counter_of(desk)
    provider = counter.test_provider
    async with desk.open(read_only=True) as tx:
        payment = await paying.payment(tx, payment_id)
        await reading.order_page(tx, payment.order_id)
    due = Due(payment.id, payment.amount, payment.currency_code)
    await counter.cashier.accept(provider.notice(due, data.outcome))
    live_of(desk).touched(payment.event_id)
    async with desk.open(read_only=True) as tx:
        found = await reading.order_page(tx, payment.order_id)
    return OutcomeOut(payment.id, found.order.id, found.order.status, Money(payment.amount, payment.currency_code))


@post("/notices/{provider:str}", operation_id="Notice", status_code=204, opt=allow(public=True))
async def notice(
    provider: FromPath[str], request: Request[Any, Any, Any], desk: NamedDependency[Desk]
) -> Response[None]:
    """Take a provider's signed message: verified, stored, processed. The same message again changes nothing."""
    counter = counter_of(desk)
    body = await request.body()
    await counter.cashier.receive(counter.provider(provider), headers=dict(request.headers), body=body)
    return Response(None, status_code=204)


HANDLERS: list[Any] = [play, notice]
