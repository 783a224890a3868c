"""An organization's logo: its admins show one, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.organizations import store
from showground.domains.organizations.errors import BeyondYourRole
from showground.domains.organizations.rules import power
from showground.domains.users.pictures import store as pictures
from showground.kit.faults import Refused

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.organizations.types import Organization
    from showground.domains.users.types import NewPicture, UserId


async def prove_admin(tx: Tx, handle: str, *, actor: UserId) -> Organization:
    """Return an organization that the actor may change.

    Raises:
        Unknown: there is none.
        Refused: he is no member.
        BeyondYourRole: he is no admin.
    """
    organization = await store.organization_by_handle(tx, handle)
    role = await store.role_of(tx, org_id=organization.id, user_id=actor)
    if role is None:
        raise Refused
    if power(role) < power("admin"):
        raise BeyondYourRole
    return organization


async def set_logo(tx: Tx, handle: str, picture: NewPicture, *, actor: UserId) -> Organization:
    """Show another picture of an organization.

    Raises:
        Fault: what `prove_admin` refuses.
    """
    organization = await prove_admin(tx, handle, actor=actor)
    await tx.as_service()
    await pictures.add_picture(tx, picture)
    await store.set_logo(tx, org_id=organization.id, key=picture.key)
    tx.audit("organizations.logo_set", "organization", organization.id, org=organization.id, key=picture.key)
    return await store.organization_by_handle(tx, handle)


async def remove_logo(tx: Tx, handle: str, *, actor: UserId) -> None:
    """Show no picture of an organization any more.

    Raises:
        Fault: what `prove_admin` refuses.
    """
    organization = await prove_admin(tx, handle, actor=actor)
    await tx.as_service()
    await store.set_logo(tx, org_id=organization.id, key=None)
    tx.audit("organizations.logo_removed", "organization", organization.id, org=organization.id)
