"""Letters on their way: taken in hand, handed to a server, and noted, so that none is lost and none is sent twice.

Before its end is sent, a letter is marked `sending`; whoever dies before that has sent nothing, and it is tried again.
Whoever dies between that mark and the note of the server's answer leaves it `uncertain`: it may have arrived.
"""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.messaging.mail import store
from showground.domains.messaging.mail.catalogue import KINDS, REPEATABLE
from showground.domains.messaging.mail.composing import Unwritable, composed, domain_of
from showground.domains.messaging.mail.rules import outcome
from showground.domains.messaging.mail.writing import written
from showground.gateways.mail.messages import Reply
from showground.kit.ids import uuid7
from showground.measures import MAILS
from showground.measures.tracing import span

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from showground.db.tx import Database
    from showground.domains.messaging.mail.types import Letterhead, Mail, MailStatus, Pace
    from showground.domains.messaging.ports import MailLine, MailServer
    from showground.gateways.mail.messages import Envelope

log = structlog.get_logger(__name__)
REPLIES_BEFORE_DATA = 12  # greeting, EHLO, STARTTLS, EHLO, sign-in ... DATA: each may take as long as is allowed
SLACK = timedelta(seconds=30)
NO_SERVER = "No mail server is set: the letter stays here."
NOTHING_TO_SAY = "What it was to tell does not hold any more."
DIED = "Whoever sent it died before the server's answer was noted."


class Postman:
    """Delivers what is due over one server, or keeps it where there is none."""

    def __init__(self, db: Database, server: MailServer | None, head: Letterhead, pace: Pace) -> None:
        self._db, self._server, self._head, self._pace = db, server, head, pace
        self._domain = domain_of(head.sender)

    async def deliver_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Deliver until nothing is due; return how many letters were attempted, or kept.

        Args:
            stopping: Asked before each letter; True: no other is begun.
        """
        async with self._db.acting_as(Worker()) as tx:
            if self._server is None:
                return await store.keep(tx, reason=NO_SERVER)
            doubtful = await store.settle_dead(tx, repeatable=REPEATABLE, most=self._pace.attempts, reason=DIED)
        if doubtful:
            log.warning("letters are uncertain: their sender died", letters=doubtful)
        return await self._work_off(self._server, stopping)

    async def _work_off(self, server: MailServer, stopping: Callable[[], bool]) -> int:
        """Deliver on as many lines as allowed; the others are opened only when the first finds something due."""
        lines = [Delivery(self._db, server, self._head, self._pace, self._domain) for _ in range(self._pace.senders)]
        try:
            if not await lines[0].next_one():
                return 0
            return 1 + sum(await asyncio.gather(*(line.all_due(stopping) for line in lines)))
        finally:
            await asyncio.gather(*(line.close() for line in lines))


class Delivery:
    """One line to the server and the letter that is on it."""

    def __init__(self, db: Database, server: MailServer, head: Letterhead, pace: Pace, domain: str) -> None:
        self._db, self._head, self._pace, self._domain = db, head, pace, domain
        self._line: MailLine = server.line()
        self._reach = timedelta(seconds=REPLIES_BEFORE_DATA * server.reply_seconds) + SLACK
        self._finish = timedelta(seconds=server.final_seconds) + SLACK

    async def close(self) -> None:
        """End the line."""
        await self._line.close()

    async def all_due(self, stopping: Callable[[], bool]) -> int:
        """Attempt letters until none is due; return how many."""
        attempted = 0
        while not stopping() and await self.next_one():
            attempted += 1
        return attempted

    async def next_one(self) -> bool:
        """Attempt the letter that has waited longest; False: none is due."""
        claim = uuid7()
        async with self._db.acting_as(Worker()) as tx:
            mail = await store.claim(tx, claim=claim, lease=self._reach, domain=self._domain)
        if mail is None:
            return False
        fault.point("mail.claimed")
        envelope = await self._envelope(mail, claim)
        if envelope is not None:
            with span("mail", "client", showground__mail__kind=mail.kind, showground__attempt=mail.attempts) as sending:
                reply = await self._line.deliver(envelope, begin=lambda: self._begin(mail, claim))
                sending.mark(showground__fate=reply.fate)
            await self._note(mail, claim, reply)
        return True

    async def _envelope(self, mail: Mail, claim: UUID) -> Envelope | None:
        """Return the letter as it goes out; None: it does not, and why is noted."""
        try:
            async with self._db.acting_as(Worker(), read_only=True) as tx:
                letter = await written(tx, mail, self._head)
            if letter is None:
                await self._record(mail, claim, "suppressed", Reply("given_up", None, NOTHING_TO_SAY), None)
                return None
            return composed(mail, letter, sender=self._head.sender, at=datetime.now(UTC))
        except Unwritable as error:
            await self._record(mail, claim, "failed", Reply("refused", None, error.sentence), None)
        except Exception as error:  # a letter that cannot be written holds up no other; it is tried again and seen
            log.exception("a letter could not be written", mail=str(mail.id), kind=mail.kind)
            await self._note(mail, claim, Reply("later", None, f"It could not be written: {type(error).__name__}."))
        return None

    async def _begin(self, mail: Mail, claim: UUID) -> bool:
        async with self._db.acting_as(Worker()) as tx:
            ours = await store.begin_sending(tx, mail.id, claim=claim, lease=self._finish)
        fault.point("mail.begun")
        return ours

    async def _note(self, mail: Mail, claim: UUID, reply: Reply) -> None:
        if reply.fate == "given_up":
            log.info("a letter is another's by now", mail=str(mail.id))
            return
        if reply.fate == "accepted":
            fault.point("mail.accepted")
            async with self._db.acting_as(Worker()) as tx:
                await store.record_sent(tx, mail.id, code=reply.code, reason=reply.text)
            MAILS.labels("sent").inc()
            fault.point("mail.noted")
            return
        came_to = outcome(
            reply,
            before=mail.status,
            attempts=mail.attempts,
            repeatable=KINDS[mail.kind].repeatable if mail.kind in KINDS else False,
            pace=self._pace,
            luck=random.random(),  # noqa: S311 - spreads load
        )
        await self._record(mail, claim, came_to.status, reply, came_to.pause)

    async def _record(self, mail: Mail, claim: UUID, status: MailStatus, reply: Reply, pause: timedelta | None) -> None:
        log.info("a letter was not sent", mail=str(mail.id), kind=mail.kind, status=status, code=reply.code)
        async with self._db.acting_as(Worker()) as tx:
            await store.record(tx, mail.id, claim=claim, status=status, code=reply.code, reason=reply.text, pause=pause)
        MAILS.labels(status).inc()
