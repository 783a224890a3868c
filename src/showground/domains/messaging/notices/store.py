"""Every question that a reader asks about what he was told. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.messaging.notices.types import Notification

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def notifications_of_caller(tx: Tx, *, before: datetime, before_id: UUID, limit: int) -> list[Notification]:
    """Return what the caller was told, newest first."""
    return await tx.all(SQL["notifications_of_caller"], Notification, before=before, before_id=before_id, limit=limit)


async def unread_of_caller(tx: Tx) -> int:
    """Return how many notifications the caller has not read, to a hundred."""
    count: int = await tx.value(SQL["unread_of_caller"])
    return count


async def mark_read(tx: Tx, *, ids: Sequence[UUID], everything: bool, until: datetime) -> int:
    """Mark some of the caller's notifications as read, or all up to a moment; return how many were unread."""
    return await tx.run(SQL["mark_read"], ids=ids, everything=everything, until=until)


async def notification(tx: Tx, *, notification_id: UUID) -> Notification:
    """Return one of the caller's notifications."""
    return await tx.one(SQL["notification"], Notification, notification_id=notification_id)
