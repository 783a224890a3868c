"""Who helps at an event, over the API."""

from __future__ import annotations

from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from showground.domains.events.staffing import service
from showground.domains.events.staffing.types import Helped, StaffInvitationsIn, StaffList, StaffRoleIn
from showground.domains.organizations.inviting.types import Asked, InvitationId
from showground.domains.organizations.service import person_named
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.http.inviting import terms_of


@get("/me/helping", operation_id="MyHelping")
async def helping(desk: NamedDependency[Desk]) -> list[Helped]:
    """List the events at which you help without being in their owner's team."""
    async with desk.open() as tx:
        return await service.helped(tx)


@get("/events/{event_id:uuid}/staff", operation_id="EventStaff")
async def staff(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> StaffList:
    """List who helps at an event and who is asked to; for its owner, or admins of the organization that owns it."""
    async with desk.open() as tx:
        return await service.staff(tx, event_id)


@post("/events/{event_id:uuid}/staff/invitations", operation_id="InviteEventStaff", status_code=201)
async def invite(event_id: FromPath[UUID], data: JSONBody[StaffInvitationsIn], desk: NamedDependency[Desk]) -> Asked:
    """Ask people by letter to help at an event. All addresses are asked, or none."""
    terms = terms_of(desk.settings, desk.keyring)
    async with desk.open() as tx:
        return await service.invite(
            tx,
            event_id,
            actor=desk.person,
            emails=data.emails,
            role=data.role,
            ends_at=data.ends_at,
            terms=terms,
        )


@delete("/events/{event_id:uuid}/staff/invitations/{invitation_id:uuid}", operation_id="RevokeEventInvitation")
async def revoke(event_id: FromPath[UUID], invitation_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Take an invitation back."""
    async with desk.open() as tx:
        await service.revoke(tx, event_id, InvitationId(invitation_id))


@put("/events/{event_id:uuid}/staff/{person:str}", operation_id="SetEventStaff", status_code=204)
async def set_role(
    event_id: FromPath[UUID], person: FromPath[str], data: JSONBody[StaffRoleIn], desk: NamedDependency[Desk]
) -> None:
    """Give somebody who helps at an event another role."""
    async with desk.open() as tx:
        who = await person_named(tx, person)
        await service.set_role(tx, event_id, actor=desk.person, person=who, role=data.role, ends_at=data.ends_at)
    live_of(desk).touched(event_id)  # who listens is asked anew whether he still may


@delete("/events/{event_id:uuid}/staff/{person:str}", operation_id="RemoveEventStaff")
async def remove(event_id: FromPath[UUID], person: FromPath[str], desk: NamedDependency[Desk]) -> None:
    """End somebody's role at an event at once; your own at any time."""
    async with desk.open() as tx:
        who = await person_named(tx, person)
        await service.remove(tx, event_id, actor=desk.person, person=who)
    live_of(desk).touched(event_id)


HANDLERS = [helping, staff, invite, revoke, set_role, remove]
