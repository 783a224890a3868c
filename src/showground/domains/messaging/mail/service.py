"""Letters for those who run the platform: how far each came, and another try. What they say is not theirs to read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from showground.domains.messaging.mail import store
from showground.domains.messaging.mail.errors import NotRepeatable
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.messaging.mail.types import MailRow, MailStatus

LAST = UUID(int=(1 << 128) - 1)


async def letters(
    tx: Tx, *, status: MailStatus | None = None, address: str | None = None, cursor: str | None = None, limit: int
) -> Page[MailRow]:
    """Return letters, newest first; the caller's right was proved before.

    Raises:
        Invalid: the cursor is none of ours.
    """
    (before,) = decode_cursor(cursor, tuple[UUID]) if cursor else (LAST,)
    found = await store.mails(tx, before=before, status=status, address=address, limit=limit + 1)
    return paged(found, limit, "id")


async def send_again(tx: Tx, mail_id: UUID) -> None:
    """Make a letter due once more, under the same Message-ID; the caller's right was proved before.

    Raises:
        Unknown: there is none.
        NotRepeatable: it arrived, is on its way, or has nothing to say any more.
    """
    mail = await store.mail(tx, mail_id)
    if not await store.queue_again(tx, mail.id):
        raise NotRepeatable(status=mail.status)
    tx.audit("messaging.letter_sent_again", "letter", mail.id, kind=mail.kind, was=mail.status)
