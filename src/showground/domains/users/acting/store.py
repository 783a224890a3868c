"""Every question about operators who act as somebody. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.users.acting.types import Found, Impersonation
from showground.domains.users.types import ActedAs

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Database, Tx
    from showground.domains.users.types import ImpersonationId, UserId

SQL = named(__name__)


async def person_acted_as(db: Database, *, session_hash: bytes, acting_hash: bytes) -> ActedAs | None:
    """Return as whom the operator of a session acts."""
    found = await db.call(SQL["person_acted_as"], ActedAs, session_hash=session_hash, acting_hash=acting_hash)
    return found[0] if found else None


async def person_named(tx: Tx, name: str) -> Found | None:
    """Return who has a handle or an address."""
    return await tx.maybe(SQL["person_named"], Found, name=name)


async def start(
    tx: Tx,
    *,
    impersonation_id: ImpersonationId,
    operator_id: UserId,
    user_id: UserId,
    reason: str,
    token_hash: bytes,
    lasts: timedelta,
) -> None:
    """Let an operator act as a person."""
    await tx.run(
        SQL["start"],
        id=impersonation_id,
        operator_id=operator_id,
        user_id=user_id,
        reason=reason,
        token_hash=token_hash,
        lasts=lasts,
    )


async def end(tx: Tx, *, impersonation_id: ImpersonationId, operator_id: UserId) -> bool:
    """End it; return whether it had not ended before."""
    return await tx.run(SQL["end"], id=impersonation_id, operator_id=operator_id) == 1


async def of_person(tx: Tx, user_id: UserId) -> list[Impersonation]:
    """Return who acted as a person, the latest first."""
    return await tx.all(SQL["of_person"], Impersonation, user_id=user_id)


async def person(tx: Tx, user_id: UUID) -> Found:
    """Return a person as the operator looks him up."""
    return await tx.one(SQL["person_by_id"], Found, user_id=user_id)


async def close(tx: Tx, user_id: UserId) -> bool:
    """Close an account; False: it is an operator's, or closed already."""
    return await tx.run(SQL["close"], user_id=user_id) == 1


async def open_again(tx: Tx, user_id: UserId) -> bool:
    """Open a closed account; False: it is open, or was erased."""
    return await tx.run(SQL["open_again"], user_id=user_id) == 1


async def end_sessions(tx: Tx, user_id: UserId) -> int:
    """Sign a person out everywhere; return from how many browsers."""
    return await tx.run(SQL["end_sessions"], user_id=user_id)
