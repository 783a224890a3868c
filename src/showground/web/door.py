"""The door on a phone that joined by a code: it scans for one event, and nobody is signed in on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import ServerSentEvent

from showground.db.principal import Device
from showground.domains.ticketing.devices import service
from showground.domains.ticketing.types import Scan
from showground.http import doors
from showground.http.counter import counter_of
from showground.http.counters import live_of, stream_of_event
from showground.http.desk import DOOR, Desk
from showground.http.guards import allow
from showground.http.sessions import DAY_SECONDS
from showground.kit.faults import Fault, TooMany, Unauthenticated
from showground.kit.format import number
from showground.kit.ids import uuid7
from showground.kit.words import gettext
from showground.web.console_door import CODE_LONGEST, gate_called, verdict_of
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.web.console_door import Verdict

KEPT_DAYS = 30  # a festival's build-up and its last night


class JoinForm(msgspec.Struct):
    """What the page posts."""

    code: str = ""


class DoorScanForm(msgspec.Struct):
    """What the page posts."""

    code: str = ""
    client_scan_id: UUID | None = None


@get("/door", opt=allow(public=True, device=True))
async def door(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the scanner, ready; a phone that is none is asked for its code."""
    if not isinstance(desk.principal, Device):
        return show(desk, "door/join.html", values={}, errors={})
    return await _scanner(desk, None)


@post("/door/join", opt=allow(public=True, device=True))
async def join(data: URLEncodedBody[JoinForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Make this phone a scanner."""
    try:
        joined = await doors.join(desk, data.code)
    except TooMany:
        raise
    except Fault as fault:
        values = {"code": data.code[:CODE_LONGEST]}
        return show(desk, "door/join.html", status_code=422, values=values, errors=errors_of(fault))
    desk.keep(desk.names.make(desk.names.device, joined.credential, seconds=KEPT_DAYS * DAY_SECONDS))
    return go(desk, DOOR)


@post("/door/scan", status_code=200, opt=allow(public=True, device=True))
async def scan(
    data: URLEncodedBody[DoorScanForm], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> Response[Any]:
    """Judge a code and show the verdict."""
    device = _device(desk)
    async with desk.open() as tx:
        standing = await service.standing(tx, device)
    gate = gate_called(standing.gate_name)
    wanted = Scan(
        event_id=device.event_id,
        scanner_id=device.device_id,
        client_scan_id=data.client_scan_id or uuid7(),
        code=data.code[:CODE_LONGEST],
        gate_name=gate,
    )
    result = verdict_of(await counter_of(desk).door.scan(wanted, actor=device.device_id), gate)
    if result.verdict == "admitted":
        live_of(desk).touched(device.event_id)
        standing = msgspec.structs.replace(standing, admitted_count=standing.admitted_count + 1)
    if request.headers.get("hx-request"):
        return show(desk, "door/_verdict.html", standing=standing, result=result)
    return await _scanner(desk, result)


@get("/door/live", opt=allow(public=True, device=True))
async def live(desk: NamedDependency[Desk], request: Request[Any, Any, Any]) -> ServerSentEvent:
    """Send how many are in, and how many are expected, as it moves."""
    device = _device(desk)

    async def turnout(tx: Tx, _event_id: UUID) -> dict[str, object]:
        seen = await service.standing(tx, device)
        return {"admitted": number(seen.admitted_count), "expected": number(seen.tickets_count)}

    last_id = request.headers.get("last-event-id")
    return await stream_of_event(desk, live_of(desk), device.event_id, turnout, last_id=last_id)


@post("/door/leave", opt=allow(public=True, device=True))
async def leave(desk: NamedDependency[Desk]) -> Response[Any]:
    """Be no scanner any more."""
    async with desk.open() as tx:
        await service.leave(tx, _device(desk))
    desk.keep(desk.names.drop(desk.names.device))
    return go(desk, DOOR, notice=gettext("This phone is no scanner any more."), tone="cool")


async def _scanner(desk: Desk, result: Verdict | None) -> Response[Any]:
    async with desk.open() as tx:
        standing = await service.standing(tx, desk.device)
    return show(desk, "door/scan.html", standing=standing, result=result, client_scan_id=uuid7())


def _device(desk: Desk) -> Device:
    if not isinstance(desk.principal, Device):
        raise Unauthenticated
    return desk.principal


HANDLERS = [door, join, scan, live, leave]
