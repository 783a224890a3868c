"""Paying over HTTP, the same for API and web: a payment is opened at its provider, or the test provider plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.payments.notices import hear_test_provider
from showground.domains.payments.opening import open_payment
from showground.domains.payments.paying import store as paying
from showground.domains.ticketing.reading import service as reading
from showground.gateways.payments.messages import Bill, Due
from showground.http.counter import counter_of
from showground.http.counters import live_of

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.payments.paying.types import Payment
    from showground.domains.ticketing.reading.types import OrderPage
    from showground.gateways.payments.messages import HowToPay
    from showground.gateways.payments.test_books import RefundPlan
    from showground.gateways.payments.test_provider import Play
    from showground.http.desk import Desk


async def payment_of_buyer(tx: Tx, payment_id: UUID) -> tuple[Payment, OrderPage]:
    """Return a payment and its order, for its buyer or the guest with its link.

    Raises:
        Unknown: it is not the caller's.
    """
    payment = await paying.payment(tx, payment_id)
    return payment, await reading.order_page(tx, payment.order_id)


async def opened(desk: Desk, payment: Payment, found: OrderPage) -> HowToPay:
    """Open a buyer's payment at its provider, once however often; return how it is paid.

    Raises:
        PaymentState: its time is over. Unavailable: the provider does not answer.
        Unknown: its provider is switched off.
    """
    counter, order = counter_of(desk), found.order
    bill = Bill(
        due_of(payment),
        order.number,
        return_url=f"{desk.settings.address}/orders/{order.id}",
        expires_at=order.expires_at,
    )
    return await open_payment(desk.db, counter.provider(payment.provider), bill, pace=counter.pace)


async def played(desk: Desk, payment: Payment, found: OrderPage, play: Play, *, refunds: RefundPlan) -> None:
    """Let the test provider play what its customer chose, and hear what it has to say at once."""
    counter = counter_of(desk)
    provider = counter.test_provider
    await provider.play(due_of(payment), play, refunds=refunds, late_after=found.order.expires_at)
    await hear_test_provider(counter.cashier, provider, payment.id)
    live_of(desk).touched(payment.event_id)


def due_of(payment: Payment) -> Due:
    """Return a payment as its provider has to know it."""
    return Due(payment.id, payment.amount, payment.currency_code)
