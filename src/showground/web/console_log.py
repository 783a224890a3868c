"""Pages of the audit log: an owner's in the console, everybody's for operators; filters in the address, files."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, get_args

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from showground.domains.events.auditing import service
from showground.domains.events.auditing.types import Area, Line, Wanted
from showground.http.desk import Desk
from showground.http.exports import Format, export
from showground.kit.words import gettext, marked
from showground.web.console import PAGE, OwnerKey, address
from showground.web.owners import chosen, owners_of
from showground.web.shell import show

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from showground.db.tx import Tx
    from showground.domains.events.auditing.service import Log
    from showground.web.owners import Owner

AREAS: tuple[tuple[str, str], ...] = (
    ("", marked("Everything")),
    ("organizations", marked("Team")),
    ("events", marked("Events")),
    ("ticketing", marked("Tickets and prices")),
    ("payments", marked("Money")),
    ("users", marked("Keys and accounts")),
)


@get("/console/log")
async def owner_log(
    desk: NamedDependency[Desk],
    *,
    owner: OwnerKey = None,
    area: FromQuery[str] = "",
    who: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show who did what for an owner."""
    async with desk.open() as tx:
        owners = await owners_of(desk, tx)
        one = chosen(owners, owner)
        log = await _log_of(desk, tx, one, _wanted(area, who, since, until))
        page = await log.page(cursor=cursor, limit=PAGE)
    query = {"owner": one.key, "area": area, "who": who, "since": since, "until": until}
    return show(
        desk,
        "console/log.html",
        owner=one,
        owners=owners,
        lines=page.items,
        everybody=False,
        here="/console/log",
        values=query,
        areas=[(name, gettext(label)) for name, label in AREAS],
        more=address("/console/log", **query, cursor=page.next) if page.next else None,
        files=[(kind.upper(), address(f"/console/log/{kind}", **query)) for kind in get_args(Format)],
        timezone="UTC",
    )


@get("/console/log/{kind:str}")
async def owner_log_file(
    kind: FromPath[Format],
    desk: NamedDependency[Desk],
    *,
    owner: OwnerKey = None,
    area: FromQuery[str] = "",
    who: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
) -> Stream:
    """Save an owner's log."""
    wanted = _wanted(area, who, since, until)
    async with desk.open() as tx:
        one = chosen(await owners_of(desk, tx), owner)
        await _log_of(desk, tx, one, wanted)

    async def lines(tx: Tx) -> AsyncIterator[Line]:
        log = await _log_of(desk, tx, one, wanted)
        async for line in log.every():
            yield line

    return export(desk.open, lines, Line, name=f"{one.key}-log", kind=kind)


@get("/operator/log")
async def platform_log(
    desk: NamedDependency[Desk],
    *,
    area: FromQuery[str] = "",
    who: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show an operator who did what on the whole platform."""
    async with desk.open_as_operator() as tx:
        log = service.log_of_platform(tx, wanted=_wanted(area, who, since, until))
        page = await log.page(cursor=cursor, limit=PAGE)
    query = {"area": area, "who": who, "since": since, "until": until}
    return show(
        desk,
        "console/log.html",
        lines=page.items,
        everybody=True,
        here="/operator/log",
        values=query,
        areas=[(name, gettext(label)) for name, label in AREAS],
        more=address("/operator/log", **query, cursor=page.next) if page.next else None,
        files=[(kind.upper(), address(f"/operator/log/{kind}", **query)) for kind in get_args(Format)],
        timezone="UTC",
    )


@get("/operator/log/{kind:str}")
async def platform_log_file(
    kind: FromPath[Format],
    desk: NamedDependency[Desk],
    *,
    area: FromQuery[str] = "",
    who: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
) -> Stream:
    """Save everybody's log, for operators."""
    wanted = _wanted(area, who, since, until)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Tx]:
        async with desk.open_as_operator() as tx:
            yield tx

    async with opened():
        pass  # whoever is no operator is told so before the file begins
    return export(opened, lambda tx: service.log_of_platform(tx, wanted=wanted).every(), Line, name="log", kind=kind)


async def _log_of(desk: Desk, tx: Tx, owner: Owner, wanted: Wanted) -> Log:
    if owner.kind == "organization":
        return await service.log_of_organization(tx, owner.key, actor=desk.in_person, wanted=wanted)
    return await service.log_of_person(tx, person=desk.in_person, wanted=wanted)


def _wanted(area: str, who: str, since: str, until: str) -> Wanted:
    """Return what the filters of the page ask for; days are those of UTC, both included. Nonsense narrows nothing."""
    known: dict[str, Area] = {name: name for name in get_args(Area)}
    last = _day(until)
    return Wanted(
        area=known.get(area),
        who=who.strip().removeprefix("@").lower() or None,
        since=_day(since),
        until=last + timedelta(days=1) if last else None,
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None


HANDLERS = [owner_log, owner_log_file, platform_log, platform_log_file]
