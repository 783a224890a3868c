"""Payments over the API: how one is paid, the notices of providers, and what the test provider shall play."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from showground.api.shapes import Amount
from showground.domains.ticketing.reading import service as reading
from showground.gateways.payments.messages import HowToPay, Instructions, Redirect
from showground.gateways.payments.test_books import RefundPlan
from showground.gateways.payments.test_provider import Play
from showground.http.counter import counter_of
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.tills import opened, payment_of_buyer, played
from showground.kit.money import Money


class OutcomeIn(msgspec.Struct, forbid_unknown_fields=True):
    """How the payment shall go, and how it shall be sent back should it come to that."""

    outcome: Annotated[
        Play,
        Meta(
            description=(
                "`delay`: captured some seconds later. `late`: captured after the order has ended. `extra_step`: the "
                "payer is asked who he is; play `succeed` or `fail` next. `duplicate`, `reorder`: the notices come "
                "several times, or the last one first. `lose_notice`: captured, and nobody says so."
            )
        ),
    ]
    refunds: Annotated[
        RefundPlan,
        Meta(description="`answer_lost`: the money is sent, and the answer that says so does not arrive."),
    ] = "at_once"


class OutcomeOut(msgspec.Struct, frozen=True):
    """What became of it."""

    payment: UUID
    order: UUID
    order_status: str
    amount: Amount


class Row(msgspec.Struct, frozen=True):
    """A line of what the payer writes on a transfer."""

    label: str
    text: str


class PayOut(msgspec.Struct, frozen=True):
    """How a payment is paid: at an address, or by a transfer with this reference."""

    kind: Annotated[
        Literal["redirect", "extra_step", "instructions"],
        Meta(description="`extra_step`: the payer has begun, and has to prove to his bank that it is him."),
    ]
    url: str | None = None
    reference: str | None = None
    rows: list[Row] = []


@post(
    "/payments/{payment_id:uuid}/open", operation_id="OpenPayment", status_code=200, opt=allow(public=True, scope="buy")
)
async def open_(payment_id: FromPath[UUID], desk: NamedDependency[Desk]) -> PayOut:
    """Say how a payment of yours is paid now. Its provider learns of it with the first call; others change nothing."""
    async with desk.open(read_only=True) as tx:
        payment, found = await payment_of_buyer(tx, payment_id)
    how = await opened(desk, payment, found)
    token = None if desk.person_or_none else desk.order_token(payment.order_id)
    return _pay_out(how, desk.settings.address, token)


def _pay_out(how: HowToPay, address: str, token: str | None) -> PayOut:
    if isinstance(how, Instructions):
        return PayOut("instructions", None, how.reference, [Row(label, text) for label, text in how.rows])
    kind: Literal["redirect", "extra_step"] = "redirect" if isinstance(how, Redirect) else "extra_step"
    if not how.url.startswith("/"):
        return PayOut(kind, how.url)
    return PayOut(kind, f"{address}{how.url}" + (f"?order_token={token}" if token else ""))


@post(
    "/payments/{payment_id:uuid}/test-outcome",
    operation_id="PlayTestPayment",
    status_code=200,
    opt=allow(public=True, scope="buy"),
)
async def play(payment_id: FromPath[UUID], data: JSONBody[OutcomeIn], desk: NamedDependency[Desk]) -> OutcomeOut:
    """Let the test provider play how a payment of yours goes, where it is switched on. One that was paid stays so."""
    _ = counter_of(desk).test_provider
    async with desk.open(read_only=True) as tx:
        payment, before = await payment_of_buyer(tx, payment_id)
    await played(desk, payment, before, data.outcome, refunds=data.refunds)
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


HANDLERS: list[Any] = [open_, play, notice]
