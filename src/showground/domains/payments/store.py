"""Every question that payments asks its tables. One function, one query, one row type."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from showground.db.sql import named
from showground.domains.payments.types import PaymentStatus, RefundNote, RefundStatus
from showground.gateways.payments.messages import ProviderName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Database, Tx
    from showground.domains.payments.types import Pace

SQL = named(__name__)


class CheckOutRow(msgspec.Struct, frozen=True):
    """The answer to one purchase of a batch."""

    n: int
    verdict: str
    response: dict[str, Any] | None


class SettleRow(msgspec.Struct, frozen=True):
    """What became of one captured payment of a batch."""

    n: int
    outcome: str
    order_id: UUID | None
    event_id: UUID | None


class WaitingNotice(msgspec.Struct, frozen=True):
    """A stored notice that is not processed yet; `units` is how many tickets its order needs."""

    id: UUID
    provider: ProviderName
    notice_id: str
    payment_id: UUID | None
    kind: str
    body: dict[str, Any]
    units: int


class Payment(msgspec.Struct, frozen=True):
    """A payment, amounts in minor units."""

    id: UUID
    order_id: UUID
    event_id: UUID
    provider: ProviderName
    status: PaymentStatus
    currency_code: str
    amount: int
    captured_amount: int
    refund_pending_amount: int
    refunded_amount: int
    created_at: datetime


class SilentPayment(msgspec.Struct, frozen=True):
    """A payment without a final word; `order_ended`: nobody may pay it any more."""

    id: UUID
    provider: ProviderName
    provider_ref: str | None
    amount: int
    currency_code: str
    event_id: UUID
    order_ended: bool


class DueRefund(msgspec.Struct, frozen=True):
    """A refund that its provider has to carry out; `attempts` counts the one that begins."""

    id: UUID
    payment_id: UUID
    event_id: UUID
    provider: ProviderName
    provider_ref: str | None
    amount: int
    currency_code: str
    attempts: int


async def check_out(
    db: Database,
    *,
    orders: Sequence[tuple[object, ...]],
    units: Sequence[tuple[object, ...]],
    pay_within: timedelta,
    lock_first: bool,
    languages: Sequence[str],
) -> list[CheckOutRow]:
    """Order a batch in one round trip; `languages` stand in the order of the purchases."""
    return await db.call(
        SQL["check_out"],
        CheckOutRow,
        orders=orders,
        units=units,
        pay_within=pay_within,
        lock_first=lock_first,
        languages=languages,
    )


async def settle(
    db: Database, *, settlements: Sequence[tuple[object, ...]], new_tickets: Sequence[tuple[object, ...]]
) -> list[SettleRow]:
    """Settle a batch in one round trip."""
    return await db.call(SQL["settle"], SettleRow, settlements=settlements, new_tickets=new_tickets)


async def store_notice(
    tx: Tx,
    *,
    inbox_id: UUID,
    provider: ProviderName,
    account: str,
    notice_id: str,
    payment_id: UUID,
    kind: str,
    body: str,
) -> WaitingNotice | None:
    """Store a notice; None when it was stored before."""
    return await tx.maybe(
        SQL["store_notice"],
        WaitingNotice,
        inbox_id=inbox_id,
        provider=provider,
        account=account,
        notice_id=notice_id,
        payment_id=payment_id,
        kind=kind,
        body=body,
    )


async def waiting_notices(tx: Tx, *, most: int) -> list[WaitingNotice]:
    """Return what the inbox still holds, oldest first."""
    return await tx.all(SQL["waiting_notices"], WaitingNotice, most=most)


async def waiting_notice(tx: Tx, inbox_id: UUID) -> WaitingNotice:
    """Return a notice that is not processed yet."""
    return await tx.one(SQL["waiting_notice"], WaitingNotice, inbox_id=inbox_id)


async def note_failure(tx: Tx, *, inbox_id: UUID, failure: str) -> int:
    """Keep why a notice could not be processed when that was tried last."""
    return await tx.run(SQL["note_failure"], inbox_id=inbox_id, failure=failure)


async def set_aside_notice(tx: Tx, *, inbox_id: UUID, outcome: str) -> int:
    """Record what became of a notice."""
    return await tx.run(SQL["set_aside_notice"], inbox_id=inbox_id, outcome=outcome)


async def move_payment(tx: Tx, *, payment_id: UUID, status: PaymentStatus, provider_ref: str | None) -> int:
    """Move a payment forward short of capture; 0 when it is already past that."""
    return await tx.run(SQL["move_payment"], payment_id=payment_id, status=status, provider_ref=provider_ref)


async def payment(tx: Tx, *, payment_id: UUID) -> Payment:
    """Return a payment that the caller may see."""
    return await tx.one(SQL["payment"], Payment, payment_id=payment_id)


async def claim_silent_payments(tx: Tx, *, older_than: timedelta, pace: Pace, most: int) -> list[SilentPayment]:
    """Return payments without a final word, and let nobody else ask after them for a while."""
    return await tx.all(
        SQL["claim_silent_payments"],
        SilentPayment,
        older_than=older_than,
        pause=pace.pause,
        longest=pace.longest,
        most=most,
    )


async def end_payment(tx: Tx, *, payment_id: UUID) -> int:
    """Note that nobody can pay a payment any more; 0 when it has its end."""
    return await tx.run(SQL["end_payment"], payment_id=payment_id)


async def name_at_provider(tx: Tx, *, payment_id: UUID, provider_ref: str) -> int:
    """Note what a provider calls a payment."""
    return await tx.run(SQL["name_at_provider"], payment_id=payment_id, provider_ref=provider_ref)


async def claim_refunds(tx: Tx, *, pace: Pace, most: int) -> list[DueRefund]:
    """Return refunds to carry out now, and let nobody else try them for a while."""
    return await tx.all(SQL["claim_refunds"], DueRefund, pause=pace.pause, longest=pace.longest, most=most)


async def note_refund(tx: Tx, *, refund_id: UUID, problem: str, provider_ref: str) -> int:
    """Note what a try came to that did not end a refund."""
    return await tx.run(SQL["note_refund"], refund_id=refund_id, problem=problem, provider_ref=provider_ref)


async def fail_refund(
    tx: Tx, *, refund_id: UUID, journal_id: UUID, line_id: UUID, again_id: UUID, problem: str, again_at: datetime
) -> str | None:
    """Record that a refund will not be sent; return what became of the money, None when the refund had its end."""
    became: str | None = await tx.value(
        SQL["fail_refund"],
        refund_id=refund_id,
        journal_id=journal_id,
        line_id=line_id,
        again_id=again_id,
        problem=problem,
        again_at=again_at,
    )
    return became


async def refund_status(tx: Tx, *, refund_id: UUID, payment_id: UUID) -> RefundStatus | None:
    """Return how a refund of a payment stands; None: we asked for none of this name."""
    status: RefundStatus | None = await tx.value(SQL["refund_status"], refund_id=refund_id, payment_id=payment_id)
    return status


async def finish_refund(tx: Tx, *, refund_id: UUID, journal_id: UUID, provider_ref: str) -> bool:
    """Record that the provider has sent a refund; False when that was known."""
    return bool(
        await tx.value(SQL["finish_refund"], refund_id=refund_id, journal_id=journal_id, provider_ref=provider_ref)
    )


async def refund_for_people(tx: Tx, refund_id: UUID) -> RefundNote:
    """Return what the audit log says of a refund."""
    return await tx.one(SQL["refund_for_people"], RefundNote, refund_id=refund_id)


async def ask_refund(
    tx: Tx,
    *,
    refund_id: UUID,
    order_id: UUID,
    items: Sequence[UUID],
    reason: str,
    journal_id: UUID,
    line_id: UUID,
    fact_id: UUID,
    cancel_tickets: bool,
) -> int:
    """Decide a refund; return its amount in minor units."""
    return int(
        await tx.value(
            SQL["ask_refund"],
            refund_id=refund_id,
            order_id=order_id,
            items=items,
            reason=reason,
            journal_id=journal_id,
            line_id=line_id,
            fact_id=fact_id,
            cancel_tickets=cancel_tickets,
        )
    )


async def take_snapshots(tx: Tx) -> int:
    """Take a new balance of every wallet that moved; return how many."""
    return await tx.run(SQL["take_snapshots"])
