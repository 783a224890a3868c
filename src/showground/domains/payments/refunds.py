"""Refunds: decided in one transaction, carried out by the provider outside of any, recorded in another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.events.auditing.service import note
from showground.domains.payments import store
from showground.domains.payments.calling import asked
from showground.domains.payments.types import Pace
from showground.gateways.payments.messages import RefundOrder, RefundStanding
from showground.kit.faults import Fault
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from showground.db.tx import Database, Tx
    from showground.domains.payments.ports import Provider, Providers
    from showground.domains.payments.store import DueRefund

log = structlog.get_logger(__name__)
NEVER_ASKED = RefundStanding("unknown")


async def ask_refund(
    tx: Tx,
    order_id: UUID,
    *,
    items: Sequence[UUID],
    reason: str,
    cancel_tickets: bool = True,
    refund_id: UUID | None = None,
) -> tuple[UUID, int]:
    """Decide to give some units of an order back; the caller's right was proved before.

    Args:
        refund_id: Its name, when the caller has made one: asked again, the units are on their way already.

    Returns:
        The refund and its amount in minor units of the order's currency.

    Raises:
        NotRefundable: not paid, or a unit is on its way back already.
    """
    refund_id = refund_id or uuid7()
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


async def carry_out(db: Database, providers: Providers, *, pace: Pace | None = None, most: int = 50) -> int:
    """Have providers send what is due; return how many are done now. A repeat after a crash sends nothing twice."""
    pace = pace or Pace()
    async with db.acting_as(Worker()) as tx:
        due = await store.claim_refunds(tx, pace=pace, most=most)
    done = 0
    for refund in due:
        provider = providers.get(refund.provider)
        if provider is None:
            await _put_off(db, refund, "its provider is not set up")
            continue
        try:
            standing = await _sent(provider, refund, pace)
        except Fault as problem:  # it may have been sent all the same: the next try asks after it first
            await _put_off(db, refund, problem.code)
            continue
        done += await record(db, refund.id, standing, pace=pace) == "done"
    return done


async def record(db: Database, refund_id: UUID, standing: RefundStanding, *, pace: Pace | None = None) -> str:
    """Write down what a provider says became of a refund; return what that changed."""
    pace = pace or Pace()
    async with db.acting_as(Worker()) as tx:
        if standing.state == "done":
            finished = await store.finish_refund(
                tx, refund_id=refund_id, journal_id=uuid7(), provider_ref=standing.provider_ref
            )
            return "done" if finished else "known"
        if standing.state == "failed":
            became = await store.fail_refund(
                tx,
                refund_id=refund_id,
                journal_id=uuid7(),
                line_id=uuid7(),
                again_id=uuid7(),
                problem=standing.reason,
                again_at=datetime.now(UTC) + pace.longest,
            )
            if became is not None:
                log.error("refund failed", refund=str(refund_id), reason=standing.reason, became=became)
            return became or "known"
        await store.note_refund(tx, refund_id=refund_id, problem="", provider_ref=standing.provider_ref)
    return standing.state


async def _sent(provider: Provider, refund: DueRefund, pace: Pace) -> RefundStanding:
    """Return how a refund stands once it was asked for; what an earlier try may have done is asked after first."""
    seconds = pace.answer.total_seconds()
    order = RefundOrder(refund.id, refund.payment_id, refund.provider_ref, refund.amount, refund.currency_code)
    standing = NEVER_ASKED
    if refund.attempts > 1:
        standing = await asked(provider.look_up_refund, order, seconds=seconds)
    fault.point("payments.before_refund")
    if standing.state == "unknown":
        standing = await asked(provider.refund, order, seconds=seconds)
    fault.point("payments.refund_sent")
    return standing


async def _put_off(db: Database, refund: DueRefund, problem: str) -> None:
    log.warning("refund not sent", refund=str(refund.id), provider=refund.provider, fault=problem)
    async with db.acting_as(Worker()) as tx:
        await store.note_refund(tx, refund_id=refund.id, problem=problem, provider_ref="")
