"""Asking people into an organization, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.organizations import rules
from showground.domains.organizations import store as organizations
from showground.domains.organizations.errors import BeyondYourRole
from showground.domains.organizations.inviting import letters, store
from showground.domains.organizations.inviting.errors import InvitationOver
from showground.domains.organizations.inviting.types import Asked, Joined, Welcome
from showground.domains.organizations.service import as_member
from showground.domains.organizations.tokens import hash_of
from showground.kit.faults import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.db.tx import Tx
    from showground.domains.organizations.inviting.types import Invitation, InvitationId, Letter, Terms
    from showground.domains.organizations.types import Organization, OrgRole
    from showground.domains.users.types import UserId


async def invite(tx: Tx, handle: str, *, actor: UserId, emails: Iterable[str], role: OrgRole, terms: Terms) -> Asked:
    """Ask people to join an organization; says nothing about who has an account.

    Raises:
        BeyondYourRole: the actor is no admin, or the role is above his own.
        Fault: what `letters.ask` refuses; then nobody was asked.
    """
    organization, _ = await _as_admin(tx, handle, actor, role=role)
    await tx.as_service()
    asked, made = await letters.ask(tx, emails, terms=terms, inviter=actor, org_id=organization.id, role=role)
    for email, invitation_id in zip(asked.invited, made, strict=True):
        tx.audit("organizations.invited", "invitation", invitation_id, org=organization.id, email=email, role=role)
    return asked


async def invitations(tx: Tx, handle: str, *, actor: UserId) -> list[Invitation]:
    """Return what nobody has answered yet, newest first; for admins.

    Raises:
        BeyondYourRole: the actor is none.
    """
    organization, _ = await _as_admin(tx, handle, actor)
    return await store.open_of_organization(tx, organization.id)


async def send_again(tx: Tx, handle: str, invitation_id: InvitationId, *, actor: UserId, terms: Terms) -> None:
    """Send an invitation once more, in the actor's name; its time begins anew.

    Raises:
        Unknown: the organization has none of this id.
        BeyondYourRole: its role is above the actor's own.
        Fault: what `letters.ask_again` refuses.
    """
    organization, letter = await _letter_of(tx, handle, invitation_id, actor)
    await letters.ask_again(tx, letter, inviter=actor, terms=terms)
    tx.audit("organizations.invited_again", "invitation", letter.id, org=organization.id, email=letter.email)


async def revoke(tx: Tx, handle: str, invitation_id: InvitationId, *, actor: UserId) -> None:
    """Take an invitation back; its link is dead at once.

    Raises:
        Unknown: the organization has none of this id.
        BeyondYourRole: its role is above the actor's own.
        InvitationOver: it was answered.
    """
    organization, letter = await _letter_of(tx, handle, invitation_id, actor)
    if not await store.revoke(tx, letter.id):
        raise InvitationOver(status=letter.status)
    tx.audit("organizations.invitation_revoked", "invitation", letter.id, org=organization.id, email=letter.email)


async def decline(tx: Tx, token: str) -> None:
    """Say no; the link is enough for that, with or without an account.

    Raises:
        Unknown: no invitation has this link.
        InvitationOver: it is not open.
    """
    await tx.as_service()
    letter = await store.lock_letter(tx, hash_of(token))
    letters.still_open(letter)
    await store.set_declined(tx, letter.id)
    tx.audit("organizations.invitation_declined", "invitation", letter.id, org=letter.org_id, event=letter.event_id)


async def welcome(tx: Tx, letter: Letter) -> Welcome:
    """Return what an invitation to an organization asks.

    Raises:
        Unknown: it is to something else.
    """
    if letter.org_id is None or letter.role is None:
        raise Unknown
    organization = await store.organization_by_id(tx, letter.org_id)
    return Welcome(
        "organization",
        organization.name,
        organization.handle,
        letter.role,
        letter.inviter_name,
        letter.email,
        letter.expires_at,
        letter.status,
    )


async def join(tx: Tx, letter: Letter, *, person: UserId) -> Joined:
    """Let in whom an answerable invitation asked. Who is in already never loses by it.

    Raises:
        Unknown: the invitation is to something else.
        InvitationOver: whoever asked may no longer give that role.
    """
    if letter.org_id is None or letter.role is None:
        raise Unknown
    organization = await store.organization_by_id(tx, letter.org_id)
    inviter = await organizations.role_of(tx, org_id=organization.id, user_id=letter.invited_by)
    if inviter is None or not rules.may_assign(inviter, now=None, then=letter.role):
        raise InvitationOver(status="revoked")
    now = await organizations.lock_role(tx, org_id=organization.id, user_id=person)
    role = letter.role if now is None else max(now, letter.role, key=rules.power)
    await organizations.set_member(tx, org_id=organization.id, user_id=person, role=role)
    await store.set_accepted(tx, invitation_id=letter.id, user_id=person)
    tx.audit("organizations.joined", "invitation", letter.id, org=organization.id, role=role)
    return Joined(organization.handle, role)


async def _as_admin(tx: Tx, handle: str, actor: UserId, *, role: OrgRole = "viewer") -> tuple[Organization, OrgRole]:
    organization, mine = await as_member(tx, handle, actor)
    if not rules.may_assign(mine, now=None, then=role):
        raise BeyondYourRole
    return organization, mine


async def _letter_of(tx: Tx, handle: str, invitation_id: InvitationId, actor: UserId) -> tuple[Organization, Letter]:
    organization, mine = await _as_admin(tx, handle, actor)
    await tx.as_service()
    letter = await store.letter(tx, invitation_id)
    if letter.org_id != organization.id:
        raise Unknown
    if not rules.may_assign(mine, now=None, then=letter.role):
        raise BeyondYourRole
    return organization, letter
