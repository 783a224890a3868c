"""Refunds: decided in one transaction, carried out by the provider outside of any, recorded in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.events.auditing.service import note
from showground.domains.payments import store
from showground.gateways.payments.messages import Due, RefundOrder
from showground.kit.faults import Fault
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Database, Tx
    from showground.domains.payments.ports import Providers
    from showground.gateways.payments.messages import Notice

    Accept = Callable[[Notice], Awaitable[str]]

log = structlog.get_logger(__name__)


async def ask_refund(
    tx: Tx, order_id: UUID, *, items: Sequence[UUID], reason: str, cancel_tickets: bool = True
) -> tuple[UUID, int]:
    """Decide to give some units of an order back; the caller's right was proved before.

    Returns:
        The refund and its amount in minor units of the order's currency.

    Raises:
        NotRefundable: not paid, or a unit is on its way back already.
    """
    refund_id = uuid7()
    amount = await store.ask_refund(
        tx,
        refund_id=refund_id,
        order_id=order_id,
        items=items,
        reason=reason,
        journal_id=uuid7(),
        line_id=uuid7(),
        fact_id=uuid7(),
        cancel_tickets=cancel_tickets,
    )
    noted = await store.refund_for_people(tx, refund_id)
    await note(
        tx, "payments.refund_asked", "refund", refund_id, event=noted.event_id, amount=noted.amount, reason=reason
    )
    return refund_id, amount


async def carry_out(db: Database, providers: Providers, *, most: int = 50) -> int:
    """Have providers send what is due; return how many are done now. A repeat after a crash sends nothing twice."""
    async with db.acting_as(Worker(), read_only=True) as tx:
        due = await store.waiting_refunds(tx, most=most)
    done = 0
    for refund in due:
        provider = providers.get(refund.provider)
        if provider is None:
            log.warning("refund not sent: its provider is not set up", refund=str(refund.id), provider=refund.provider)
            continue
        fault.point("payments.before_refund")
        try:
            reference = await provider.refund(
                RefundOrder(refund.id, refund.provider_ref, refund.amount, refund.currency_code)
            )
        except Fault as problem:
            log.warning("refund not sent", refund=str(refund.id), fault=problem.code)
            continue
        fault.point("payments.refund_sent")
        async with db.acting_as(Worker()) as tx:
            done += await store.finish_refund(tx, refund_id=refund.id, journal_id=uuid7(), provider_ref=reference)
    return done


async def reconcile(
    db: Database, providers: Providers, accept: Accept, *, older_than: timedelta, most: int = 50
) -> int:
    """Ask providers about payments that have no final word for `older_than`; return how many were brought forward."""
    async with db.acting_as(Worker(), read_only=True) as tx:
        stuck = await store.stuck_payments(tx, older_than=older_than, most=most)
    moved = 0
    for payment in stuck:
        provider = providers.get(payment.provider)
        if provider is None:
            continue
        notice = await provider.look_up(Due(payment.id, payment.amount, payment.currency_code))
        if notice is not None:
            await accept(notice)
            moved += 1
    return moved
