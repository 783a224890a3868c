"""Pages of invitations: what a letter's link shows, and the forms of the team's page that ask people in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.events.staffing import service as answering
from showground.domains.organizations.inviting import service
from showground.domains.organizations.inviting.errors import InvitationOver
from showground.domains.organizations.inviting.types import InvitationId
from showground.domains.organizations.types import OrgRole
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.inviting import terms_of
from showground.kit.faults import Fault, Unknown
from showground.kit.words import gettext, ngettext
from showground.web.labels import role_name
from showground.web.organizations import OwnerKey, organization_of, show_team
from showground.web.shell import errors_of, go, show


class InviteForm(msgspec.Struct):
    """What the page posts; addresses stand between commas, semicolons, blanks or on lines of their own."""

    emails: str = ""
    role: OrgRole = "viewer"


@post("/console/team/invitations")
async def invite(
    data: URLEncodedBody[InviteForm], desk: NamedDependency[Desk], owner: OwnerKey = None
) -> Response[Any]:
    """Ask people by letter to join an organization."""
    terms = terms_of(desk.settings, desk.keyring)
    try:
        async with desk.open() as tx:
            one = await organization_of(desk, tx, owner)
            emails = data.emails.replace(",", " ").replace(";", " ").split()
            asked = await service.invite(tx, one.key, actor=desk.in_person, emails=emails, role=data.role, terms=terms)
    except Unknown:
        raise
    except Fault as fault:
        values = {"emails": data.emails, "role": data.role}
        says = errors_of(fault)
        if address := fault.facts.get("address"):
            says = {"emails": f"{fault.sentence} ({address})"}
        return await show_team(desk, owner, values=values, errors=says, status_code=422)
    return go(desk, f"/console/team?owner={one.key}", notice=said_of(asked.invited, asked.waiting))


@post("/console/team/invitations/{invitation_id:uuid}/resend")
async def resend(invitation_id: FromPath[UUID], desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Send an invitation once more."""
    terms = terms_of(desk.settings, desk.keyring)
    async with desk.open() as tx:
        one = await organization_of(desk, tx, owner)
        await service.send_again(tx, one.key, InvitationId(invitation_id), actor=desk.in_person, terms=terms)
    return go(
        desk, f"/console/team?owner={one.key}", notice=gettext("The letter goes out again, and its time begins anew.")
    )


@post("/console/team/invitations/{invitation_id:uuid}/revoke")
async def revoke(invitation_id: FromPath[UUID], desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Take an invitation back."""
    async with desk.open() as tx:
        one = await organization_of(desk, tx, owner)
        await service.revoke(tx, one.key, InvitationId(invitation_id), actor=desk.in_person)
    return go(desk, f"/console/team?owner={one.key}", notice=gettext("The invitation is taken back; its link is dead."))


@get("/invitations/{token:str}", opt=allow(public=True))
async def invitation_page(token: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show who asks whom, as what, and let him answer."""
    return await _page(desk, token)


@post("/invitations/{token:str}/accept")
async def accept(token: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Join, and go to the console."""
    try:
        async with desk.open() as tx:
            joined = await answering.accept(tx, token, person=desk.in_person)
    except Unknown:
        raise
    except Fault as fault:
        return await _page(desk, token, errors=errors_of(fault))
    if joined.event is not None:
        page = "/scan" if joined.role == "door" else ""
        return go(desk, f"/console/events/{joined.event}{page}", notice=gettext("You are in. Thank you for helping."))
    return go(desk, f"/console?owner={joined.organization}", notice=gettext("You are in. This is the console."))


@post("/invitations/{token:str}/decline", opt=allow(public=True))
async def decline(token: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Say no."""
    try:
        async with desk.open() as tx:
            await service.decline(tx, token)
    except InvitationOver as fault:
        return await _page(desk, token, errors=errors_of(fault))
    return go(desk, "/", notice=gettext("You said no to the invitation."), tone="cool")


async def _page(desk: Desk, token: str, *, errors: dict[str, str] | None = None) -> Response[Any]:
    async with desk.open() as tx:
        asked = await answering.shown(tx, token)
    answer = show(
        desk,
        "organizations/invitation.html",
        status_code=422 if errors else 200,
        asked=asked,
        token=token,
        role=role_name(asked.role),
        errors=errors or {},
    )
    answer.headers["cache-control"] = "private, no-store"
    answer.headers["referrer-policy"] = "same-origin"  # the address of this page is a secret
    return answer


def said_of(invited: list[str], waiting: list[str]) -> str:
    """Say what became of the addresses."""
    said = []
    if count := len(invited):
        said.append(ngettext("One letter goes out.", "%(num)d letters go out.", count) % {"num": count})
    if waiting:
        sentence = gettext("Still waiting for an answer from %(who)s: send those again below.")
        said.append(sentence % {"who": ", ".join(waiting)})
    return " ".join(said)


HANDLERS = [invite, resend, revoke, invitation_page, accept, decline]
