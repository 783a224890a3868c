"""Every question put to the table of invitations. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.organizations.inviting.types import Invitation, Letter
from showground.domains.organizations.types import Organization

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.organizations.inviting.types import InvitationId
    from showground.domains.organizations.types import OrgId, OrgRole
    from showground.domains.users.types import UserId

SQL = named(__name__)


async def add_invitation(
    tx: Tx,
    *,
    invitation_id: InvitationId,
    org_id: OrgId | None,
    event_id: UUID | None,
    role: OrgRole | None,
    email: str,
    token_hash: bytes,
    invited_by: UserId,
    lasts: timedelta,
) -> bool:
    """Add an invitation; return whether the address had no open one."""
    touched = await tx.run(
        SQL["add_invitation"],
        id=invitation_id,
        org_id=org_id,
        event_id=event_id,
        role=role,
        email=email,
        token_hash=token_hash,
        invited_by=invited_by,
        lasts=lasts,
    )
    return touched == 1


async def end_expired(tx: Tx, *, place: UUID, emails: list[str]) -> None:
    """Put away the invitations of these addresses to an organization or event that ran out."""
    await tx.run(SQL["end_expired"], place=place, emails=emails)


async def open_of_organization(tx: Tx, org_id: OrgId) -> list[Invitation]:
    """Return what nobody has answered yet, newest first; for admins."""
    return await tx.all(SQL["open_of_organization"], Invitation, org_id=org_id)


async def send_again(
    tx: Tx,
    *,
    invitation_id: InvitationId,
    token_hash: bytes,
    invited_by: UserId,
    lasts: timedelta,
    pause: timedelta,
) -> bool:
    """Give an open invitation a new time; return whether its latest letter was old enough."""
    touched = await tx.run(
        SQL["send_again"], id=invitation_id, token_hash=token_hash, invited_by=invited_by, lasts=lasts, pause=pause
    )
    return touched == 1


async def revoke(tx: Tx, invitation_id: InvitationId) -> bool:
    """Take an invitation back; return whether it was open."""
    return await tx.run(SQL["revoke"], id=invitation_id) == 1


async def lock_letter(tx: Tx, token_hash: bytes) -> Letter:
    """Return the invitation of a link, and keep others from answering it meanwhile."""
    return await tx.one(SQL["lock_letter"], Letter, token_hash=token_hash)


async def letter(tx: Tx, invitation_id: InvitationId) -> Letter:
    """Return an invitation as its letter says it."""
    return await tx.one(SQL["letter"], Letter, id=invitation_id)


async def set_accepted(tx: Tx, *, invitation_id: InvitationId, user_id: UserId) -> None:
    """Note who accepted."""
    await tx.run(SQL["set_accepted"], id=invitation_id, user_id=user_id)


async def set_declined(tx: Tx, invitation_id: InvitationId) -> None:
    """Note that somebody would rather not."""
    await tx.run(SQL["set_declined"], id=invitation_id)


async def address_of(tx: Tx, user_id: UserId) -> str | None:
    """Return a person's address in small letters."""
    address: str | None = await tx.value(SQL["address_of"], user_id=user_id)
    return address


async def prove_address(tx: Tx, *, user_id: UserId, email: str) -> None:
    """Note that a person reads the mail of his address."""
    await tx.run(SQL["prove_address"], user_id=user_id, email=email)


async def organization_by_id(tx: Tx, org_id: OrgId) -> Organization:
    """Return an organization."""
    return await tx.one(SQL["organization_by_id"], Organization, org_id=org_id)


async def take_letters(tx: Tx, *, bucket: str, letters: int, most: int, per: timedelta) -> int:
    """Count letters; return the seconds to wait, 0 when they are within the limit."""
    wait: int = await tx.value(SQL["take_letters"], bucket=bucket, letters=letters, most=most, per=per)
    return wait
