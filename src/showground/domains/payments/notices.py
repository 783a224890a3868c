"""Notices of providers: verified, stored, answered, then processed. A notice may come twice, late or out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
import structlog

from showground.db import fault
from showground.db.coalesce import Coalescer
from showground.db.principal import Worker
from showground.domains.payments import refunds, store
from showground.gateways.payments.messages import Notice, RefundStanding
from showground.kit.faults import Fault
from showground.kit.ids import short_code, uuid7
from showground.logs import hidden
from showground.measures import SETTLE, SETTLEMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from showground.db.tx import Database
    from showground.domains.payments.ports import Provider
    from showground.domains.payments.types import PaymentStatus
    from showground.gateways.payments.test_provider import TestProvider

PAYMENT_STATES: dict[str, PaymentStatus] = {"failed": "failed", "cancelled": "cancelled"}  # others wait on
REFUND_STATES: dict[str, Literal["done", "failed"]] = {"refunded": "done", "refund_failed": "failed"}
log = structlog.get_logger(__name__)
FAILURE_LONGEST = 2000


class Cashier:
    """Processes notices. One per process: captures that queue up while a commit runs share the next one."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._batches: Coalescer[store.WaitingNotice, str] = Coalescer(self._settle, most=32)

    async def receive(self, provider: Provider, *, headers: Mapping[str, str], body: bytes) -> None:
        """Verify and store a provider's message, then process it; the worker takes what this process drops.

        Raises:
            Refused: the message is not the provider's.
        """
        await self.accept(provider.verify(headers=headers, body=body))

    async def accept(self, notice: Notice) -> str:
        """Store and process a notice that is known to be true; return what became of it."""
        async with self._db.acting_as(Worker()) as tx:
            stored = await store.store_notice(
                tx,
                inbox_id=uuid7(),
                provider=notice.provider,
                account=notice.account,
                notice_id=notice.notice_id,
                payment_id=notice.payment_id,
                kind=notice.kind,
                body=msgspec.json.encode(notice).decode(),
            )
        fault.point("payments.notice_stored")
        if stored is None:
            return "duplicate"
        return await self.process(stored)

    async def process_waiting(self, *, most: int = 200) -> int:
        """Process what the inbox still holds, after a crash or a fault; return how many were processed."""
        async with self._db.acting_as(Worker(), read_only=True) as tx:
            waiting = await store.waiting_notices(tx, most=most)
        return sum([await self._attempt(notice) is None for notice in waiting])

    async def process_again(self, inbox_id: UUID) -> str | None:
        """Process one notice that is not processed yet, now; return why it failed again, None when it did not.

        Raises:
            Unknown: there is none, or it was processed meanwhile.
        """
        async with self._db.acting_as(Worker(), read_only=True) as tx:
            notice = await store.waiting_notice(tx, inbox_id)
        return await self._attempt(notice)

    async def _attempt(self, notice: store.WaitingNotice) -> str | None:
        """Process a notice; when that fails, keep why, for a notice that cannot be processed holds up no other."""
        try:
            await self.process(notice)
        except Fault as problem:
            failure = f"{problem.code}: {problem}"
            log.warning("notice not processed", notice=str(notice.id), fault=problem.code)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
            log.exception("notice not processed", notice=str(notice.id))
        else:
            return None
        said = str(hidden(failure))[:FAILURE_LONGEST]
        async with self._db.acting_as(Worker()) as tx:
            await store.note_failure(tx, inbox_id=notice.id, failure=said)
        return said

    async def process(self, notice: store.WaitingNotice) -> str:
        """Bring one stored notice to its end; return what became of it."""
        if notice.payment_id is None:
            return await self._set_aside(notice, "unknown payment")
        if notice.kind == "captured":
            with SETTLE.time():
                outcome = await self._batches.submit(notice)
            SETTLEMENTS.labels(outcome).inc()
            return outcome
        said = msgspec.convert(notice.body, Notice)
        if said.kind in REFUND_STATES:
            return await self._of_refund(notice, said)
        status = PAYMENT_STATES.get(said.kind, "pending")
        async with self._db.acting_as(Worker()) as tx:
            moved = await store.move_payment(
                tx, payment_id=notice.payment_id, status=status, provider_ref=said.provider_ref
            )
            outcome = said.kind if moved else "late in the story"
            await store.set_aside_notice(tx, inbox_id=notice.id, outcome=outcome)
        return outcome

    async def drain(self) -> None:
        """Wait until every capture taken so far is settled."""
        await self._batches.drain()

    async def _of_refund(self, notice: store.WaitingNotice, said: Notice) -> str:
        """Take what a provider says of a refund, also when it says it before it has answered us."""
        status = None
        if said.refund_id is not None:
            async with self._db.acting_as(Worker(), read_only=True) as tx:
                status = await store.refund_status(tx, refund_id=said.refund_id, payment_id=said.payment_id)
        if status is None or said.refund_id is None:
            return await self._set_aside(notice, "a refund that we did not ask for")
        state = REFUND_STATES[said.kind]
        standing = RefundStanding(state, said.provider_ref, said.reason)
        outcome = await refunds.record(self._db, said.refund_id, standing)
        if outcome == "known" and status != state:
            return await self._set_aside(notice, f"said {state} of a refund that is {status}")
        async with self._db.acting_as(Worker()) as tx:
            await store.set_aside_notice(tx, inbox_id=notice.id, outcome=outcome)
        return outcome

    async def _set_aside(self, notice: store.WaitingNotice, outcome: str) -> str:
        async with self._db.acting_as(Worker()) as tx:
            await store.set_aside_notice(tx, inbox_id=notice.id, outcome=outcome)
        log.warning("notice set aside", notice=str(notice.id), outcome=outcome)
        return outcome

    async def _settle(self, batch: Sequence[store.WaitingNotice]) -> list[str | Exception]:
        outcomes: list[str | Exception] = []
        rows = await self._call(batch)
        for notice, row in zip(batch, rows, strict=True):
            outcome = row.outcome
            if outcome == "alone":  # its reservation had ended: places are looked for again, for this one only
                (again,) = await self._call([notice])
                outcome = again.outcome
            outcomes.append(outcome)
        return outcomes

    async def _call(self, batch: Sequence[store.WaitingNotice]) -> list[store.SettleRow]:
        said = [msgspec.convert(notice.body, Notice) for notice in batch]
        settlements = [
            (
                n,
                notice.id,
                notice.payment_id,
                told.amount,
                told.currency,
                told.provider_ref,
                uuid7(),
                uuid7(),
                uuid7(),
                uuid7(),
                uuid7(),
            )
            for n, (notice, told) in enumerate(zip(batch, said, strict=True), 1)
        ]
        tickets = [
            (n, position, uuid7(), short_code(), uuid7())
            for n, notice in enumerate(batch, 1)
            for position in range(1, notice.units + 1)
        ]
        fault.point("payments.before_settle")
        rows = await store.settle(self._db, settlements=settlements, new_tickets=tickets)
        fault.point("payments.settled")
        return rows


async def hear_test_provider(cashier: Cashier, provider: TestProvider, about: UUID | None = None) -> int:
    """Let the test provider say what it has to say by now; return how much that was.

    It stands inside of this machine and sends nothing by itself. Its messages are signed, verified and stored like
    those of others; one that was heard by somebody who died before noting it is said again.
    """
    messages = await provider.to_say(about)
    for message in messages:
        headers, body = provider.signed(message.notice)
        fault.point("payments.before_notice_stored")
        await cashier.receive(provider, headers=headers, body=body)
        await provider.said(message)
    return len(messages)
