"""Every question put to the tables of organizations. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.organizations.types import Member, MyOrganization, Organization

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.organizations.types import Draft, OrgId, OrgRole
    from showground.domains.users.types import UserId

SQL = named(__name__)


async def add_organization(tx: Tx, draft: Draft, *, org_id: OrgId, handle: str, created_by: UserId) -> bool:
    """Add an organization; return whether the handle was free."""
    touched = await tx.run(
        SQL["add_organization"],
        id=org_id,
        handle=handle,
        name=draft.name,
        description=draft.description,
        website=draft.website,
        industry_code=draft.industry_code,
        country_code=draft.country_code,
        created_by=created_by,
    )
    return touched == 1


async def organization_by_handle(tx: Tx, handle: str) -> Organization:
    """Return an organization."""
    return await tx.one(SQL["organization_by_handle"], Organization, handle=handle)


async def organizations_of_caller(tx: Tx) -> list[MyOrganization]:
    """Return what the caller acts for, by name."""
    return await tx.all(SQL["organizations_of_caller"], MyOrganization)


async def role_of(tx: Tx, *, org_id: OrgId, user_id: UserId) -> OrgRole | None:
    """Return somebody's role, as far as the caller may know."""
    role: OrgRole | None = await tx.value(SQL["role_of"], org_id=org_id, user_id=user_id)
    return role


async def lock_role(tx: Tx, *, org_id: OrgId, user_id: UserId) -> OrgRole | None:
    """Return somebody's role and keep others from changing it meanwhile."""
    role: OrgRole | None = await tx.value(SQL["lock_role"], org_id=org_id, user_id=user_id)
    return role


async def members(tx: Tx, org_id: OrgId) -> list[Member]:
    """Return who acts for an organization, the most powerful first."""
    return await tx.all(SQL["members"], Member, org_id=org_id)


async def set_member(tx: Tx, *, org_id: OrgId, user_id: UserId, role: OrgRole) -> None:
    """Give somebody a role, in place of the one he has."""
    await tx.run(SQL["set_member"], org_id=org_id, user_id=user_id, role=role)


async def remove_member(tx: Tx, *, org_id: OrgId, user_id: UserId) -> bool:
    """End a membership; return whether there was one."""
    return await tx.run(SQL["remove_member"], org_id=org_id, user_id=user_id) == 1


async def set_logo(tx: Tx, *, org_id: OrgId, key: str | None) -> None:
    """Show another picture of an organization, or none."""
    await tx.run(SQL["set_logo"], org_id=org_id, key=key)
