"""What people do with organizations: found them, show them, decide who acts for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.domains.organizations import rules, store
from showground.domains.organizations.errors import (
    BeyondYourRole,
    DescriptionTooLong,
    NobodyOfThatName,
    OrgHandleTaken,
    OrgNameNeeded,
)
from showground.domains.organizations.types import OrgId, PublicOrganization
from showground.domains.users import rules as people
from showground.domains.users import store as users
from showground.kit.faults import Refused, Unknown
from showground.kit.ids import short_code, uuid7
from showground.kit.text import squash

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.organizations.types import Draft, Member, MyOrganization, Organization, OrgRole
    from showground.domains.users.types import UserId

NAME_LONGEST, DESCRIPTION_LONGEST = 200, 4000


async def create(tx: Tx, draft: Draft, *, founder: UserId) -> Organization:
    """Found an organization; its founder is its owner from the first moment.

    Raises:
        OrgHandleTaken: the handle asked for is another's; one that we make up never is.
        Invalid: a value is not acceptable.
    """
    clean = _clean(draft)
    wanted = draft.handle.strip()
    handles = [people.a_handle(wanted)] if wanted else list(people.handles_for(clean.name, tail=short_code(6).lower()))
    await tx.as_service()
    org_id = OrgId(uuid7())
    for handle in handles:
        if await store.add_organization(tx, clean, org_id=org_id, handle=handle, created_by=founder):
            break
    else:
        raise OrgHandleTaken
    await store.set_member(tx, org_id=org_id, user_id=founder, role="owner")
    tx.audit("organizations.founded", "organization", org_id, org=org_id, handle=handle)
    return await store.organization_by_handle(tx, handle)


def _clean(draft: Draft) -> Draft:
    name, description = squash(draft.name), draft.description.strip()
    if not 0 < len(name) <= NAME_LONGEST:
        raise OrgNameNeeded
    if len(description) > DESCRIPTION_LONGEST:
        raise DescriptionTooLong
    return msgspec.structs.replace(
        draft,
        name=name,
        description=description,
        website=(draft.website or "").strip() or None,
        industry_code=draft.industry_code or None,
        country_code=draft.country_code or None,
    )


async def mine(tx: Tx) -> list[MyOrganization]:
    """Return what the caller acts for."""
    return await store.organizations_of_caller(tx)


async def public_page(tx: Tx, handle: str, *, viewer: UserId | None) -> PublicOrganization:
    """Return an organization with what the viewer has to do with it.

    Raises:
        Unknown: none has this handle.
    """
    organization = await store.organization_by_handle(tx, handle)
    follow, role = None, None
    if viewer is not None:
        follow = await users.follow_of_target(tx, target_type="organization", target_id=organization.id)
        role = await store.role_of(tx, org_id=organization.id, user_id=viewer)
    await tx.as_service()
    count = await users.followers_count(tx, target_type="organization", target_id=organization.id)
    return PublicOrganization(
        organization, count, follow.id if follow else None, follow.status if follow else None, role
    )


async def team(tx: Tx, handle: str, *, viewer: UserId) -> tuple[Organization, OrgRole, list[Member]]:
    """Return an organization, the viewer's role in it and everybody's; for members only.

    Raises:
        Unknown: no such organization.
        Refused: the viewer is not a member.
    """
    organization, role = await as_member(tx, handle, viewer)
    return organization, role, await store.members(tx, organization.id)


async def set_member(tx: Tx, handle: str, *, actor: UserId, who: str, role: OrgRole) -> None:
    """Bring somebody in, or give a member another role.

    Args:
        who: A handle, with or without @. Addresses are invited: nobody learns here which of them have an account.

    Raises:
        NobodyOfThatName: nobody has that handle.
        BeyondYourRole: the actor is no admin, or the role now or then is above his own.
        LastOwner: the last owner would be none any more.
    """
    organization, mine = await as_member(tx, handle, actor)
    if not rules.may_assign(mine, now=None, then=role):
        raise BeyondYourRole
    await tx.as_service()
    person = await _find_person(tx, who)
    now = await store.lock_role(tx, org_id=organization.id, user_id=person)
    if not rules.may_assign(mine, now=now, then=role):
        raise BeyondYourRole
    await store.set_member(tx, org_id=organization.id, user_id=person, role=role)
    tx.audit("organizations.member_set", "person", person, org=organization.id, was=now, role=role)


async def remove_member(tx: Tx, handle: str, *, actor: UserId, person: UserId) -> None:
    """End somebody's membership; anybody may end his own.

    Raises:
        Unknown: he is no member.
        BeyondYourRole: the actor is no admin, or the other's role is above his own.
        LastOwner: nobody else is an owner.
    """
    organization, mine = await as_member(tx, handle, actor)
    await tx.as_service()
    now = await store.lock_role(tx, org_id=organization.id, user_id=person)
    if now is None:
        raise Unknown
    if person != actor and not rules.may_assign(mine, now=now, then=None):
        raise BeyondYourRole
    await store.remove_member(tx, org_id=organization.id, user_id=person)
    action = "organizations.member_left" if person == actor else "organizations.member_removed"
    tx.audit(action, "person", person, org=organization.id, was=now)


async def person_named(tx: Tx, handle: str) -> UserId:
    """Return who has a handle.

    Raises:
        Unknown: nobody.
    """
    person = await users.user_id_of_handle(tx, handle)
    if person is None:
        raise Unknown
    return person


async def as_member(tx: Tx, handle: str, person: UserId) -> tuple[Organization, OrgRole]:
    """Return an organization and somebody's role in it.

    Raises:
        Unknown: no such organization.
        Refused: he has none.
    """
    organization = await store.organization_by_handle(tx, handle)
    role = await store.role_of(tx, org_id=organization.id, user_id=person)
    if role is None:
        raise Refused
    return organization, role


async def _find_person(tx: Tx, who: str) -> UserId:
    person = await users.user_id_of_handle(tx, who.strip().removeprefix("@").lower())
    if person is None:
        raise NobodyOfThatName
    return person
