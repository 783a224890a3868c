"""Invitations over the API: asking people into an organization, resending, taking back, answering."""

from __future__ import annotations

from uuid import UUID

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from showground.domains.events.staffing import service as answering
from showground.domains.organizations.inviting import service
from showground.domains.organizations.inviting.types import (
    Asked,
    Invitation,
    InvitationId,
    InvitationsIn,
    Joined,
    TokenIn,
    Welcome,
)
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.inviting import terms_of


@post("/organizations/{handle:str}/invitations", operation_id="Invite", status_code=201)
async def invite(handle: FromPath[str], data: JSONBody[InvitationsIn], desk: NamedDependency[Desk]) -> Asked:
    """Ask people by letter to join; for admins and owners, up to their own role. All addresses are asked, or none."""
    terms = terms_of(desk.settings, desk.keyring)
    async with desk.open() as tx:
        return await service.invite(tx, handle, actor=desk.person, emails=data.emails, role=data.role, terms=terms)


@get("/organizations/{handle:str}/invitations", operation_id="Invitations")
async def invitations(handle: FromPath[str], desk: NamedDependency[Desk]) -> list[Invitation]:
    """List the invitations that nobody has answered, newest first; for admins and owners."""
    async with desk.open() as tx:
        return await service.invitations(tx, handle, actor=desk.person)


@post(
    "/organizations/{handle:str}/invitations/{invitation_id:uuid}/resend",
    operation_id="ResendInvitation",
    status_code=204,
)
async def resend(handle: FromPath[str], invitation_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Send an invitation once more; its time begins anew."""
    terms = terms_of(desk.settings, desk.keyring)
    async with desk.open() as tx:
        await service.send_again(tx, handle, InvitationId(invitation_id), actor=desk.person, terms=terms)


@delete("/organizations/{handle:str}/invitations/{invitation_id:uuid}", operation_id="RevokeInvitation")
async def revoke(handle: FromPath[str], invitation_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Take an invitation back; its link is dead at once."""
    async with desk.open() as tx:
        await service.revoke(tx, handle, InvitationId(invitation_id), actor=desk.person)


@post("/invitations/show", operation_id="Invitation", status_code=200, opt=allow(public=True))
async def show(data: JSONBody[TokenIn], desk: NamedDependency[Desk]) -> Welcome:
    """Show what the link of an invitation asks."""
    async with desk.open() as tx:
        return await answering.shown(tx, data.token)


@post("/invitations/accept", operation_id="AcceptInvitation", status_code=200, opt=allow(in_person=True))
async def accept(data: JSONBody[TokenIn], desk: NamedDependency[Desk]) -> Joined:
    """Join; you must be signed in with the account of the address that the letter went to."""
    async with desk.open() as tx:
        return await answering.accept(tx, data.token, person=desk.in_person)


@post("/invitations/decline", operation_id="DeclineInvitation", status_code=204, opt=allow(public=True))
async def decline(data: JSONBody[TokenIn], desk: NamedDependency[Desk]) -> None:
    """Say no; the link is enough."""
    async with desk.open() as tx:
        await service.decline(tx, data.token)


HANDLERS = [invite, invitations, resend, revoke, show, accept, decline]
