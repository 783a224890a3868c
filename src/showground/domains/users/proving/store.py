"""What proving asks of tables; all of it the service's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named

if TYPE_CHECKING:
    from datetime import timedelta

    from showground.db.tx import Tx
    from showground.domains.users.types import SessionId, UserId

SQL = named(__name__)


async def set_verified(tx: Tx, user_id: UserId) -> bool:
    """Note that a person's address is his; return whether that is news."""
    return await tx.run(SQL["set_verified"], user_id=user_id) == 1


async def set_wanted_email(tx: Tx, *, user_id: UserId, wanted_email: str | None) -> None:
    """Note which address a person wants to change to."""
    await tx.run(SQL["set_wanted_email"], user_id=user_id, wanted_email=wanted_email)


async def take_wanted_email(tx: Tx, *, user_id: UserId, wanted_email: str) -> bool:
    """Put the wanted address in the place of the present one; return whether it was still wanted."""
    return await tx.run(SQL["take_wanted_email"], user_id=user_id, wanted_email=wanted_email) == 1


async def change_password_hash(tx: Tx, *, user_id: UserId, known_hash: str | None, password_hash: str) -> bool:
    """Store the hash of a new password; return whether the known one was still there."""
    touched = await tx.run(
        SQL["change_password_hash"], user_id=user_id, known_hash=known_hash, password_hash=password_hash
    )
    return touched == 1


async def end_other_sessions(tx: Tx, *, user_id: UserId, current: SessionId | None) -> int:
    """Revoke every session of a person but one; return how many."""
    return await tx.run(SQL["end_other_sessions"], user_id=user_id, current=current)


async def end_api_keys(tx: Tx, user_id: UserId) -> None:
    """Revoke every API key of a person."""
    await tx.run(SQL["end_api_keys"], user_id=user_id)


async def end_identities(tx: Tx, user_id: UserId) -> None:
    """Unlink every account elsewhere that signs a person in."""
    await tx.run(SQL["end_identities"], user_id=user_id)


async def proved_within(tx: Tx, *, session_id: SessionId, user_id: UserId, within: timedelta) -> bool:
    """Return whether somebody proved in a session, not long ago, that it is he."""
    return bool(await tx.value(SQL["proved_within"], id=session_id, user_id=user_id, within=within))


async def set_proved(tx: Tx, *, session_id: SessionId, user_id: UserId) -> None:
    """Note that somebody proved in a session that it is he."""
    await tx.run(SQL["set_proved"], id=session_id, user_id=user_id)
