"""Every question asked of the letters' table. One function, one query, one row type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.messaging.mail.types import InvitationWords, Mail, MailRow, StatusCount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.messaging.mail.types import MailId, MailStatus

SQL = named(__name__)


async def add(
    tx: Tx,
    *,
    mail_id: UUID,
    kind: str,
    about_id: UUID,
    recipient: UUID | None,
    address: str,
    lang: str,
    dedupe_key: str,
) -> int:
    """Queue a letter; 0 when one with this key is there already."""
    return await tx.run(
        SQL["add"],
        mail_id=mail_id,
        kind=kind,
        about_id=about_id,
        recipient=recipient,
        address=address,
        lang=lang,
        dedupe_key=dedupe_key,
    )


async def add_order_letter(tx: Tx, *, mail_id: UUID, kind: str, order_id: UUID) -> int:
    """Queue a letter to whoever bought a paid order; 0 when it is there already."""
    return await tx.run(SQL["add_order_letter"], mail_id=mail_id, kind=kind, order_id=order_id)


async def claim(tx: Tx, *, claim: UUID, lease: timedelta, domain: str) -> Mail | None:
    """Take the next due letter in hand, naming it when this is its first attempt; None: nothing is due."""
    return await tx.maybe(SQL["claim"], Mail, claim=claim, lease=lease, domain=domain)


async def begin_sending(tx: Tx, mail_id: MailId, *, claim: UUID, lease: timedelta) -> bool:
    """Note that from now on the server may have the letter; False: it is not ours to send any more."""
    return await tx.run(SQL["begin_sending"], id=mail_id, claim=claim, lease=lease) == 1


async def record_sent(tx: Tx, mail_id: MailId, *, code: int | None, reason: str) -> int:
    """Note that the server has the letter."""
    return await tx.run(SQL["record_sent"], id=mail_id, code=code, reason=reason)


async def record(
    tx: Tx,
    mail_id: MailId,
    *,
    claim: UUID,
    status: MailStatus,
    code: int | None,
    reason: str,
    pause: timedelta | None,
) -> int:
    """Note what an attempt came to; 0 when another has the letter in hand by now."""
    return await tx.run(SQL["record"], id=mail_id, claim=claim, status=status, code=code, reason=reason, pause=pause)


async def settle_dead(tx: Tx, *, repeatable: Sequence[str], most: int, reason: str) -> int:
    """Call uncertain what dead attempts left; what is repeatable is due again."""
    return await tx.run(SQL["settle_dead"], repeatable=list(repeatable), most=most, reason=reason)


async def keep(tx: Tx, *, reason: str) -> int:
    """Let everything queued stay here; return how many that were."""
    return await tx.run(SQL["keep"], reason=reason)


async def mail(tx: Tx, mail_id: UUID) -> Mail:
    """Return a letter's row."""
    return await tx.one(SQL["mail"], Mail, id=mail_id)


async def mails(tx: Tx, *, before: UUID, status: MailStatus | None, address: str | None, limit: int) -> list[MailRow]:
    """Return letters, newest first, keyset paged."""
    return await tx.all(SQL["mails"], MailRow, before=before, status=status, address=address, limit=limit)


async def invitation(tx: Tx, invitation_id: UUID) -> InvitationWords | None:
    """Return what is said of an invitation that can be answered; None: it cannot any more."""
    return await tx.maybe(SQL["invitation"], InvitationWords, invitation_id=invitation_id)


async def counts(tx: Tx) -> list[StatusCount]:
    """Return how many letters are in each state; states without any are absent."""
    return await tx.all(SQL["counts"], StatusCount)


async def queue_again(tx: Tx, mail_id: UUID) -> bool:
    """Make a settled letter due again; False: it arrived, is on its way, or is none."""
    return await tx.run(SQL["queue_again"], id=mail_id) == 1
