"""The reconciler: asks providers about payments that nobody spoke of again, and ends those that nobody can pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import structlog

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.payments import store
from showground.domains.payments.calling import asked
from showground.domains.payments.types import Pace
from showground.gateways.payments.messages import Due, Notice
from showground.kit.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    from showground.db.tx import Database
    from showground.domains.payments.ports import Provider, Providers
    from showground.domains.payments.store import SilentPayment
    from showground.gateways.payments.messages import NoticeKind, Standing

    Accept = Callable[[Notice], Awaitable[str]]

SAID_BEFORE = {"duplicate", "late in the story"}
log = structlog.get_logger(__name__)


async def reconcile(
    db: Database,
    providers: Providers,
    accept: Accept,
    *,
    older_than: timedelta,
    pace: Pace | None = None,
    most: int = 50,
) -> int:
    """Ask providers about payments that have no final word for `older_than`; return how many were brought forward."""
    pace = pace or Pace()
    async with db.acting_as(Worker()) as tx:
        silent = await store.claim_silent_payments(tx, older_than=older_than, pace=pace, most=most)
    moved = 0
    for payment in silent:
        provider = providers.get(payment.provider)
        if provider is None:
            continue
        try:
            standing = await _standing(provider, payment, pace)
        except Fault as problem:
            log.warning("payment could not be asked after", payment=str(payment.id), fault=problem.code)
            continue
        fault.point("payments.asked_after")
        moved += await _brought_forward(db, accept, payment, standing)
    return moved


async def _standing(provider: Provider, payment: SilentPayment, pace: Pace) -> Standing:
    """Return how a payment stands; where its order has ended nobody begins to pay it any more."""
    due = Due(payment.id, payment.amount, payment.currency_code, payment.provider_ref)
    call = provider.close if payment.order_ended else provider.look_up
    return await asked(call, due, seconds=pace.answer.total_seconds())


async def _brought_forward(db: Database, accept: Accept, payment: SilentPayment, standing: Standing) -> bool:
    if standing.state in {"captured", "failed", "cancelled"}:
        return await accept(_as_notice(payment, standing)) not in SAID_BEFORE
    if standing.state == "pending" or not payment.order_ended:
        return False
    async with db.acting_as(Worker()) as tx:  # nobody pays it there, and nobody may here
        return await store.end_payment(tx, payment_id=payment.id) > 0


def _as_notice(payment: SilentPayment, standing: Standing) -> Notice:
    """Return an answer as the notice that did not come; asked again it is the same one."""
    return Notice(
        provider=payment.provider,
        notice_id=f"asked:{payment.id}:{standing.state}",
        payment_id=payment.id,
        kind=cast("NoticeKind", standing.state),  # it is final
        amount=standing.amount,
        currency=standing.currency,
        provider_ref=standing.provider_ref or payment.provider_ref or "",
    )
