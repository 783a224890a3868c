"""The page of an event that says who helps there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.events.staffing import service
from showground.domains.events.types import StaffRole
from showground.domains.organizations.inviting.types import InvitationId
from showground.domains.users.types import UserId
from showground.http.desk import Desk
from showground.http.inviting import terms_of
from showground.kit.faults import Fault, Refused, Unknown
from showground.kit.words import gettext
from showground.web.console import workspace
from showground.web.invitations import said_of
from showground.web.labels import STAFF_ROLES, role_name
from showground.web.shell import errors_of, go, show


class StaffForm(msgspec.Struct):
    """What the page posts."""

    emails: str = ""
    role: StaffRole = "door"


class StaffRoleForm(msgspec.Struct):
    """What the page posts."""

    role: StaffRole = "door"


@get("/console/events/{event_id:uuid}/team")
async def staff_page(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show who helps at an event."""
    return await _page(desk, event_id)


@post("/console/events/{event_id:uuid}/team")
async def invite(
    event_id: FromPath[UUID], data: URLEncodedBody[StaffForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Ask people by letter to help at an event."""
    terms = terms_of(desk.settings, desk.keyring)
    emails = data.emails.replace(",", " ").replace(";", " ").split()
    try:
        async with desk.open() as tx:
            asked = await service.invite(tx, event_id, actor=desk.in_person, emails=emails, role=data.role, terms=terms)
    except (Unknown, Refused):
        raise
    except Fault as fault:
        values = {"emails": data.emails, "role": data.role}
        return await _page(desk, event_id, values=values, errors=errors_of(fault), status_code=422)
    return go(desk, f"/console/events/{event_id}/team", notice=said_of(asked.invited, asked.waiting))


@post("/console/events/{event_id:uuid}/team/{user_id:uuid}/role")
async def set_role(
    event_id: FromPath[UUID],
    user_id: FromPath[UUID],
    data: URLEncodedBody[StaffRoleForm],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Give somebody who helps another role."""
    async with desk.open() as tx:
        await service.set_role(tx, event_id, actor=desk.in_person, person=UserId(user_id), role=data.role)
    return go(desk, f"/console/events/{event_id}/team")


@post("/console/events/{event_id:uuid}/team/{user_id:uuid}/remove")
async def remove(event_id: FromPath[UUID], user_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """End somebody's role at an event."""
    async with desk.open() as tx:
        await service.remove(tx, event_id, actor=desk.in_person, person=UserId(user_id))
    if user_id == desk.in_person:
        return go(desk, "/console/events?owner=me", notice=gettext("You no longer help at this event."))
    return go(desk, f"/console/events/{event_id}/team")


@post("/console/events/{event_id:uuid}/team/invitations/{invitation_id:uuid}/resend")
async def resend(event_id: FromPath[UUID], invitation_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Send an invitation once more."""
    terms = terms_of(desk.settings, desk.keyring)
    async with desk.open() as tx:
        await service.send_again(tx, event_id, InvitationId(invitation_id), actor=desk.in_person, terms=terms)
    return go(desk, f"/console/events/{event_id}/team", notice=gettext("The letter goes out again."))


@post("/console/events/{event_id:uuid}/team/invitations/{invitation_id:uuid}/revoke")
async def revoke(event_id: FromPath[UUID], invitation_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Take an invitation back."""
    async with desk.open() as tx:
        await service.revoke(tx, event_id, InvitationId(invitation_id))
    return go(
        desk, f"/console/events/{event_id}/team", notice=gettext("The invitation is taken back; its link is dead.")
    )


async def _page(
    desk: Desk,
    event_id: UUID,
    *,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    async with desk.open() as tx:
        seat = await workspace(desk, tx, event_id)
        found = await service.staff(tx, event_id)
    return show(
        desk,
        "console/staff.html",
        status_code=status_code,
        **seat.context,
        members=found.members,
        waiting=found.waiting,
        roles=[(name, role_name(name)) for name in STAFF_ROLES],
        values=values or {},
        errors=errors or {},
    )


HANDLERS = [staff_page, invite, set_role, remove, resend, revoke]
