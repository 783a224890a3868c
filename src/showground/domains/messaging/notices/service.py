"""Reading what one was told, and noting that it was read. Always one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from showground.domains.messaging.notices import store
from showground.domains.messaging.notices.types import Unread
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Tx
    from showground.domains.messaging.notices.types import Notification

LAST = (datetime(9000, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


async def mine(tx: Tx, *, cursor: str | None, limit: int) -> Page[Notification]:
    """Return what the caller was told, newest first.

    Raises:
        Invalid: the cursor is none of ours.
    """
    before, before_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else LAST
    found = await store.notifications_of_caller(tx, before=before, before_id=before_id, limit=limit + 1)
    return paged(found, limit, "created_at", "id")


async def unread(tx: Tx) -> Unread:
    """Return how much of it the caller has not read."""
    return Unread(await store.unread_of_caller(tx))


async def read(tx: Tx, ids: Sequence[UUID] | None = None, *, until: datetime | None = None) -> Unread:
    """Note that the caller has read these, or all that he was told until a moment; return what is left."""
    await store.mark_read(tx, ids=ids or (), everything=ids is None, until=until or LAST[0])
    return await unread(tx)


async def opened(tx: Tx, notification_id: UUID) -> Notification:
    """Return one that the caller follows up, read from now on.

    Raises:
        Unknown: there is none, or it is somebody else's.
    """
    found = await store.notification(tx, notification_id=notification_id)
    await store.mark_read(tx, ids=[notification_id], everything=False, until=LAST[0])
    return found
