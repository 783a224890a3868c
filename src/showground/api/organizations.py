"""Organizations over the API: founding, pages, members."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from showground.domains.organizations import service
from showground.domains.organizations.types import (
    Draft,
    Member,
    MyOrganization,
    Organization,
    OrgRole,
    PublicOrganization,
)
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.idempotency import once


class RoleIn(msgspec.Struct, forbid_unknown_fields=True):
    """How far somebody may act."""

    role: OrgRole


@post("/organizations", operation_id="CreateOrganization", status_code=201, opt=allow(keyed=True))
async def create(
    data: JSONBody[Draft], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> Response[Organization]:
    """Found an organization; you are its owner. Takes an Idempotency-Key."""
    return await once(request, desk, lambda tx: service.create(tx, data, founder=desk.person))


@get("/me/organizations", operation_id="MyOrganizations")
async def mine(desk: NamedDependency[Desk]) -> list[MyOrganization]:
    """List the organizations that you act for."""
    async with desk.open() as tx:
        return await service.mine(tx)


@get("/organizations/{handle:str}", operation_id="Organization", opt=allow(public=True))
async def organization(handle: FromPath[str], desk: NamedDependency[Desk]) -> PublicOrganization:
    """Show an organization."""
    async with desk.open() as tx:
        return await service.public_page(tx, handle, viewer=desk.person_or_none)


@get("/organizations/{handle:str}/members", operation_id="Members")
async def members(handle: FromPath[str], desk: NamedDependency[Desk]) -> list[Member]:
    """List who acts for an organization; for its members."""
    async with desk.open() as tx:
        return (await service.team(tx, handle, viewer=desk.person))[2]


@put("/organizations/{handle:str}/members/{person:str}", operation_id="SetMember", status_code=204)
async def set_member(
    handle: FromPath[str], person: FromPath[str], data: JSONBody[RoleIn], desk: NamedDependency[Desk]
) -> None:
    """Bring somebody in by handle, or give a member another role; for admins and owners, up to their own role."""
    async with desk.open() as tx:
        await service.set_member(tx, handle, actor=desk.person, who=person, role=data.role)


@delete("/organizations/{handle:str}/members/{person:str}", operation_id="RemoveMember")
async def remove_member(handle: FromPath[str], person: FromPath[str], desk: NamedDependency[Desk]) -> None:
    """End a membership; your own at any time, unless you are the last owner."""
    async with desk.open() as tx:
        member = await service.person_named(tx, person)
        await service.remove_member(tx, handle, actor=desk.person, person=member)


HANDLERS = [create, mine, organization, members, set_member, remove_member]
