"""Every question that owners ask about their audience. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.analytics.audience.types import ViewsOfDay

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def views_of_owner(tx: Tx, *, user_id: UUID | None, org_id: UUID | None, since: datetime) -> list[ViewsOfDay]:
    """Return how often the events of an owner were shown, for whom the caller acts; others see none."""
    return await tx.all(SQL["views_of_owner"], ViewsOfDay, user_id=user_id, org_id=org_id, since=since)
