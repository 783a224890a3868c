"""`showground mail`: how far letters came, and another try."""

from __future__ import annotations

import asyncio
from uuid import UUID

from showground.cli.desk import desk, row
from showground.db.principal import Worker
from showground.domains.messaging.mail import service
from showground.domains.messaging.mail.types import MailStatus

SHOWN = 50


def mail_list(*, status: MailStatus | None = None, to: str | None = None, limit: int = SHOWN) -> None:
    """List letters, newest first: id, when, kind, address, state, attempts, answer.

    Parameters
    ----------
    status
        Only those in this state.
    to
        Only those to this address.
    limit
        How many at most.
    """
    asyncio.run(_list(status, to, limit))


def mail_retry(mail: UUID) -> None:
    """Send a letter again that was refused, may have arrived, or stayed here.

    Parameters
    ----------
    mail
        Its id.
    """
    asyncio.run(_retry(mail))


async def _list(status: MailStatus | None, to: str | None, limit: int) -> None:
    async with desk() as (db, _), db.acting_as(Worker(), read_only=True) as tx:
        page = await service.letters(tx, status=status, address=to, limit=limit)
    for one in page.items:
        answer = " ".join(str(part) for part in (one.code, one.reason) if part)
        row(one.id, one.created_at.isoformat(), one.kind, one.address, one.status, one.attempts, answer)


async def _retry(mail: UUID) -> None:
    async with desk() as (db, _), db.acting_as(Worker()) as tx:
        await service.send_again(tx, mail)
    print(f"{mail} is on its way again")
