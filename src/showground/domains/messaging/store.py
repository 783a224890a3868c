"""Every question that messaging asks its tables. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.messaging.types import Purchase

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def purchase(tx: Tx, *, order_id: UUID) -> Purchase | None:
    """Return what a person bought with a paid order; none for a guest's."""
    return await tx.maybe(SQL["purchase"], Purchase, order_id=order_id)


async def notify(
    tx: Tx,
    *,
    notification_id: UUID,
    recipient: UUID,
    event_id: UUID | None,
    kind: str,
    dedupe_key: str,
    title: str,
    body: str,
    target_path: str,
) -> int:
    """Tell a person something once for its key; 0 when it was told before."""
    return await tx.run(
        SQL["notify"],
        notification_id=notification_id,
        recipient=recipient,
        event_id=event_id,
        kind=kind,
        dedupe_key=dedupe_key,
        title=title,
        body=body,
        target_path=target_path,
    )
