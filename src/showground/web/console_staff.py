"""The page of an event that says who helps there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.events.managing import service as managing
from showground.domains.events.staffing import service
from showground.domains.events.types import StaffRole
from showground.domains.organizations.inviting.types import InvitationId
from showground.domains.users.types import UserId
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.http.inviting import terms_of
from showground.kit.faults import Fault, Invalid, Refused, Unknown
from showground.kit.words import gettext
from showground.web.console import moment, texts, workspace
from showground.web.invitations import said_of
from showground.web.labels import STAFF_ROLES, role_name
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from showground.domains.events.staffing.types import StaffMember


class StaffForm(msgspec.Struct):
    """What the page posts."""

    emails: str = ""
    role: StaffRole = "door"
    until: str = ""


class StaffRoleForm(msgspec.Struct):
    """What the page posts."""

    role: StaffRole = "door"
    until: str = ""


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
            ends_at = end_of(data.until, (await managing.managed(tx, event_id, "team")).timezone)
            asked = await service.invite(
                tx, event_id, actor=desk.in_person, emails=emails, role=data.role, ends_at=ends_at, terms=terms
            )
    except (Unknown, Refused):
        raise
    except Fault as fault:
        return await _page(desk, event_id, values=texts(data), errors=_errors(fault), status_code=422)
    return go(desk, f"/console/events/{event_id}/team", notice=said_of(asked.invited, asked.waiting))


@post("/console/events/{event_id:uuid}/team/{user_id:uuid}/role")
async def set_role(
    event_id: FromPath[UUID],
    user_id: FromPath[UUID],
    data: URLEncodedBody[StaffRoleForm],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Give somebody who helps another role."""
    try:
        async with desk.open() as tx:
            ends_at = end_of(data.until, (await managing.managed(tx, event_id, "team")).timezone)
            person = UserId(user_id)
            await service.set_role(tx, event_id, actor=desk.in_person, person=person, role=data.role, ends_at=ends_at)
    except Invalid as fault:
        return await _page(desk, event_id, errors=_errors(fault), status_code=422)
    live_of(desk).touched(event_id)  # who listens is asked anew whether he still may
    return go(desk, f"/console/events/{event_id}/team")


@post("/console/events/{event_id:uuid}/team/{user_id:uuid}/remove")
async def remove(event_id: FromPath[UUID], user_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """End somebody's role at an event."""
    async with desk.open() as tx:
        await service.remove(tx, event_id, actor=desk.in_person, person=UserId(user_id))
    live_of(desk).touched(event_id)
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
    values: Mapping[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    async with desk.open() as tx:
        seat = await workspace(desk, tx, event_id, "team")
        found = await service.staff(tx, event_id)
    return show(
        desk,
        "console/staff.html",
        status_code=status_code,
        **seat.context,
        members=[_row(one, seat.event.timezone) for one in found.members],
        waiting=found.waiting,
        roles=[(name, role_name(name)) for name in STAFF_ROLES],
        values=values or {},
        errors=errors or {},
    )


def _row(one: StaffMember, zone: str) -> dict[str, Any]:
    """Return somebody who helps as the page shows him: the last day on which he does, not the moment after it."""
    last = (one.ends_at - timedelta(days=1)).astimezone(ZoneInfo(zone)).date() if one.ends_at else None
    return {**msgspec.structs.asdict(one), "last_day": last.isoformat() if last else ""}


def end_of(day: str, zone: str) -> datetime | None:
    """Return the end of a day of a zone as people type it; None when none is named.

    Raises:
        Invalid: it is no day.
    """
    if not day:
        return None
    start = moment(day, "00:00", zone)
    if start is None:
        raise Invalid("This is no day of the calendar.", field="ends_at")
    return start + timedelta(days=1)


def _errors(fault: Fault) -> dict[str, str]:
    """Return what is wrong by the fields of the page, which asks for a day."""
    return {"until" if name == "ends_at" else name: says for name, says in errors_of(fault).items()}


HANDLERS = [staff_page, invite, set_role, remove, resend, revoke]
