"""The audit log over the API: an organization's, and that of one's own events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from showground.domains.events.auditing import service
from showground.domains.events.auditing.types import Area, Line, Wanted
from showground.http.desk import Desk
from showground.kit.paging import Page

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


@get("/organizations/{handle:str}/log", operation_id="OrganizationLog")
async def organization_log(
    handle: FromPath[str],
    desk: NamedDependency[Desk],
    *,
    area: FromQuery[Area | None] = None,
    who: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Line]:
    """List who did what in an organization, newest first; for its admins and owners."""
    wanted = Wanted(area=area, who=who, since=since, until=until)
    async with desk.open() as tx:
        log = await service.log_of_organization(tx, handle, actor=desk.person, wanted=wanted)
        return await log.page(cursor=cursor, limit=limit)


@get("/me/log", operation_id="MyLog")
async def my_log(
    desk: NamedDependency[Desk],
    *,
    area: FromQuery[Area | None] = None,
    who: FromQuery[str | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Line]:
    """List who did what with the events that you own yourself, newest first."""
    wanted = Wanted(area=area, who=who, since=since, until=until)
    async with desk.open() as tx:
        log = await service.log_of_person(tx, person=desk.person, wanted=wanted)
        return await log.page(cursor=cursor, limit=limit)


HANDLERS = [organization_log, my_log]
