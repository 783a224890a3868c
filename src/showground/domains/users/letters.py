"""What letters about accounts need: address, name and link. They are asked for when a letter is written, not before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from showground.domains.users import store, tokens
from showground.domains.users.types import AccountLetter

if TYPE_CHECKING:
    from datetime import timedelta

    from showground.db.tx import Tx
    from showground.domains.users.types import UserId


async def email_proof(tx: Tx, user_id: UserId, *, key: bytes, lasts: timedelta) -> AccountLetter | None:
    """Return the letter that lets a person prove his address; None: there is nothing to prove any more.

    Args:
        key: `Keyring.key(tokens.EMAIL_PROOF)`.
        lasts: How long the link works (`Settings.proof_days`).
    """
    await tx.as_service()
    reach = await store.reach_of_account(tx, user_id)
    if reach is None or (reach.email_verified and reach.wanted_email is None):
        return None
    address = reach.wanted_email or reach.email
    token = tokens.email_proof(key, user=user_id, address=address, expires_at=datetime.now(UTC) + lasts)
    return AccountLetter(address, reach.name, tokens.path_of(tokens.EMAIL_PROOF_PAGE, token))


async def password_reset(tx: Tx, user_id: UserId, *, key: bytes, lasts: timedelta) -> AccountLetter | None:
    """Return the letter that lets somebody choose a new password; None: the account is closed.

    Args:
        key: `Keyring.key(tokens.PASSWORD_RESET)`.
        lasts: How long the link works (`Settings.reset_seconds`).
    """
    await tx.as_service()
    reach = await store.reach_of_account(tx, user_id)
    if reach is None:
        return None
    expires_at = datetime.now(UTC) + lasts
    token = tokens.password_reset(
        key, user=user_id, address=reach.email, password_hash=reach.password_hash, expires_at=expires_at
    )
    return AccountLetter(reach.email, reach.name, tokens.path_of(tokens.PASSWORD_RESET_PAGE, token))


async def name_of(tx: Tx, user_id: UserId) -> str | None:
    """Return the name of whoever has an open account, for a notice about it."""
    await tx.as_service()
    reach = await store.reach_of_account(tx, user_id)
    return reach.name if reach else None
