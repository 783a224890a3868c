"""What consent asks its table. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.users.consenting.types import Consent
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.users.consenting.types import Purpose

SQL = named(__name__)


async def decisions(tx: Tx, *, user_id: UUID) -> list[Consent]:
    """Return the newest decision of a person on each purpose that he ever decided about."""
    return await tx.all(SQL["decisions"], Consent, user_id=user_id)


async def add_decision(tx: Tx, *, user_id: UUID, purpose: Purpose, given: bool) -> None:
    """Write a decision down."""
    await tx.run(SQL["add_decision"], id=uuid7(), user_id=user_id, purpose=purpose, given=given)
