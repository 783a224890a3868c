"""Pages of organizations: founding one, its public page, its team in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from showground.domains.organizations import service
from showground.domains.organizations.errors import LastOwner
from showground.domains.organizations.inviting import service as inviting
from showground.domains.organizations.rules import may_assign, power
from showground.domains.organizations.types import ROLES, Draft, OrgRole
from showground.domains.users.types import UserId
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.seeing import saw_organization
from showground.kit.faults import Fault, Unknown
from showground.kit.words import gettext
from showground.web import labels
from showground.web.owner_events import events_on_show
from showground.web.owners import Owner, chosen, owners_of
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.db.tx import Tx

OwnerKey = Annotated[str | None, QueryParameter(name="owner")]


class OrganizationForm(msgspec.Struct):
    """What the page posts."""

    name: str = ""
    handle: str = ""
    about: str = ""
    website: str = ""
    country_code: str = ""


class MemberForm(msgspec.Struct):
    """What the page posts."""

    who: str = ""
    role: OrgRole = "viewer"


@get("/organizations/new")
async def new_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the form of a new organization."""
    return await _new(desk, OrganizationForm())


@post("/organizations")
async def create(data: URLEncodedBody[OrganizationForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Found an organization and go to its console."""
    draft = Draft(
        name=data.name,
        handle=data.handle,
        description=data.about,
        website=data.website or None,
        country_code=data.country_code or None,
    )
    try:
        async with desk.open() as tx:
            made = await service.create(tx, draft, founder=desk.in_person)
    except Fault as fault:
        return await _new(desk, data, errors=errors_of(fault, {"description": "about"}))
    return go(
        desk,
        f"/console/team?owner={made.handle}",
        notice=gettext("%(name)s is yours. Bring in who helps you.") % {"name": made.name},
    )


async def _new(desk: Desk, form: OrganizationForm, *, errors: dict[str, str] | None = None) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        countries = await labels.countries(tx)
    return show(
        desk,
        "organizations/new.html",
        status_code=422 if errors else 200,
        values=msgspec.structs.asdict(form),
        errors=errors or {},
        countries=[("", ""), *countries],
    )


@get("/organizations/{handle:str}", opt=allow(public=True))
async def organization_page(handle: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an organization."""
    async with desk.open() as tx:
        shown = await service.public_page(tx, handle, viewer=desk.person_or_none)
    listed = await events_on_show(desk, org_id=shown.organization.id)
    saw_organization(desk, shown.organization.id)
    return show(desk, "organizations/organization.html", shown=shown, organization=shown.organization, **listed)


@get("/console/team")
async def team_page(desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Show who acts for an organization."""
    return await show_team(desk, owner)


@post("/console/team")
async def add_member(
    data: URLEncodedBody[MemberForm], desk: NamedDependency[Desk], owner: OwnerKey = None
) -> Response[Any]:
    """Bring somebody in, or give a member another role."""
    try:
        async with desk.open() as tx:
            one = await organization_of(desk, tx, owner)
            await service.set_member(tx, one.key, actor=desk.in_person, who=data.who, role=data.role)
    except Unknown:
        raise
    except Fault as fault:
        values = {"who": data.who, "role": data.role}
        return await show_team(desk, owner, values=values, errors=errors_of(fault), status_code=422)
    said = gettext("%(who)s is in the team as %(role)s.") % {"who": data.who, "role": labels.role_name(data.role)}
    return go(desk, f"/console/team?owner={one.key}", notice=said)


@post("/console/team/{user_id:uuid}/remove")
async def remove_member(user_id: FromPath[UUID], desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """End somebody's membership."""
    try:
        async with desk.open() as tx:
            one = await organization_of(desk, tx, owner)
            await service.remove_member(tx, one.key, actor=desk.in_person, person=UserId(user_id))
    except LastOwner as fault:
        return await show_team(desk, owner, errors=errors_of(fault), status_code=409)
    if user_id == desk.in_person:
        return go(desk, "/console", notice=gettext("You left %(name)s.") % {"name": one.name})
    return go(desk, f"/console/team?owner={one.key}")


async def show_team(
    desk: Desk,
    key: str | None,
    *,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    """Show who acts for an organization, and who is asked to."""
    async with desk.open() as tx:
        owners = await owners_of(desk, tx)
        one = _organization(chosen(owners, key))
        _, role, members = await service.team(tx, one.key, viewer=desk.in_person)
        may_manage = may_assign(role, now=None, then="viewer")
        waiting = await inviting.invitations(tx, one.key, actor=desk.in_person) if may_manage else []
    return show(
        desk,
        "console/team.html",
        status_code=status_code,
        owner=one,
        owners=owners,
        members=members,
        roles=[(name, labels.role_name(name)) for name in ROLES if power(name) <= power(role)],
        labels={name: labels.role_name(name) for name in ROLES},
        may_manage=may_manage,
        waiting=waiting,
        values=values or {},
        errors=errors or {},
        timezone="UTC",
    )


async def organization_of(desk: Desk, tx: Tx, key: str | None) -> Owner:
    """Return the organization whose desk a page shows.

    Raises:
        Unknown: the viewer acts for none of this key.
    """
    return _organization(chosen(await owners_of(desk, tx), key))


def _organization(owner: Owner) -> Owner:
    if owner.kind != "organization":
        raise Unknown
    return owner


HANDLERS = [new_page, create, organization_page, team_page, add_member, remove_member]
