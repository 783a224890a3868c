"""The operators' pages of organizations: who acts for them, what they hold, what the platform owes them. No act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from showground.http.desk import Desk
from showground.http.operating import people
from showground.web.console import PAGE, address
from showground.web.shell import show

ORGANIZATIONS = "/operator/organizations"


@get(ORGANIZATIONS)
async def organizations_page(
    desk: NamedDependency[Desk], *, q: FromQuery[str] = "", cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """List organizations, newest first, or those with such words in name or handle."""
    async with desk.open_as_operator() as tx:
        page = await people.organizations(tx, named_like=q, cursor=cursor, limit=PAGE)
    more = address(ORGANIZATIONS, q=q, cursor=page.next) if page.next else None
    return show(desk, "operator/organizations.html", organizations=page.items, q=q, more=more)


@get("/operator/organizations/{org_id:uuid}")
async def organization_page(org_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an operator an organization."""
    async with desk.open_as_operator() as tx:
        found = await people.organization(tx, org_id)
    return show(
        desk,
        "operator/organization.html",
        organization=found.organization,
        members=found.members,
        events=found.events,
        balances=found.balances,
    )


HANDLERS = [organizations_page, organization_page]
