"""Every question about who helps at an event. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.events.staffing.types import Helped, Offered, StaffMember
from showground.domains.organizations.inviting.types import Invitation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.types import StaffRole
    from showground.domains.organizations.inviting.types import InvitationId
    from showground.domains.users.types import UserId

SQL = named(__name__)


async def staffed_by_caller(tx: Tx, event_id: UUID) -> bool:
    """Return whether the caller decides who helps."""
    return bool(await tx.value(SQL["staffed_by_caller"], event_id=event_id))


async def staffed_by(tx: Tx, *, event_id: UUID, user_id: UserId) -> bool:
    """Return whether somebody decides who helps."""
    return bool(await tx.value(SQL["staffed_by"], event_id=event_id, user_id=user_id))


async def staff(tx: Tx, event_id: UUID) -> list[StaffMember]:
    """Return who helps at an event."""
    return await tx.all(SQL["staff"], StaffMember, event_id=event_id)


async def waiting(tx: Tx, event_id: UUID) -> list[Invitation]:
    """Return who is asked to help and has not answered, newest first."""
    return await tx.all(SQL["waiting"], Invitation, event_id=event_id)


async def offer_role(
    tx: Tx, *, invitations: Sequence[UUID], event_id: UUID, role: StaffRole, ends_at: datetime | None
) -> None:
    """Say what invitations to an event offer."""
    await tx.run(SQL["offer_role"], invitations=invitations, event_id=event_id, role=role, ends_at=ends_at)


async def offered(tx: Tx, invitation_id: InvitationId) -> Offered:
    """Return what an invitation to an event offers."""
    return await tx.one(SQL["offered"], Offered, invitation_id=invitation_id)


async def lock_role(tx: Tx, *, event_id: UUID, user_id: UserId) -> StaffRole | None:
    """Return somebody's role and keep others from changing it meanwhile."""
    role: StaffRole | None = await tx.value(SQL["lock_role"], event_id=event_id, user_id=user_id)
    return role


async def set_role(
    tx: Tx, *, event_id: UUID, user_id: UserId, role: StaffRole, ends_at: datetime | None, given_by: UserId
) -> None:
    """Give somebody a role, in place of the one he has."""
    await tx.run(SQL["set_role"], event_id=event_id, user_id=user_id, role=role, ends_at=ends_at, given_by=given_by)


async def remove(tx: Tx, *, event_id: UUID, user_id: UserId) -> None:
    """End somebody's role."""
    await tx.run(SQL["remove"], event_id=event_id, user_id=user_id)


async def helped_by_caller(tx: Tx) -> list[Helped]:
    """Return where the caller helps, by date."""
    return await tx.all(SQL["helped_by_caller"], Helped)
