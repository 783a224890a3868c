"""Every question about accounts elsewhere. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.users.identities.types import AddressHolder, IdentityRow

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.types import IdentityId, UserId

SQL = named(__name__)


async def person_of_identity(tx: Tx, *, issuer: str, subject: str) -> UserId | None:
    """Return whom an identity lets in."""
    found: UserId | None = await tx.value(SQL["person_of_identity"], issuer=issuer, subject=subject)
    return found


async def account_of_email(tx: Tx, email: str) -> AddressHolder | None:
    """Return who has an address."""
    return await tx.maybe(SQL["account_of_email"], AddressHolder, email=email)


async def add_identity(
    tx: Tx, *, identity_id: IdentityId, user_id: UserId, issuer: str, subject: str, email: str
) -> bool:
    """Link an identity; return whether it was nobody's."""
    touched = await tx.run(
        SQL["add_identity"], id=identity_id, user_id=user_id, issuer=issuer, subject=subject, email=email
    )
    return touched == 1


async def prove_email(tx: Tx, user_id: UserId) -> None:
    """Note that a person's address is proved."""
    await tx.run(SQL["prove_email"], user_id=user_id)


async def identities_of_person(tx: Tx, user_id: UserId) -> list[IdentityRow]:
    """Return a person's identities, the oldest first."""
    return await tx.all(SQL["identities_of_person"], IdentityRow, user_id=user_id)


async def end_identity(tx: Tx, *, identity_id: IdentityId, user_id: UserId) -> bool:
    """Unlink an identity of a person; return whether there was one."""
    return await tx.run(SQL["end_identity"], id=identity_id, user_id=user_id) == 1
