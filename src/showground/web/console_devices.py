"""The scanners of an event in its console: who has one, since when, and the code for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.ticketing.devices import service
from showground.domains.ticketing.devices.types import DeviceId
from showground.http import doors
from showground.http.desk import DOOR, Desk
from showground.kit.faults import Fault, Refused, Unknown
from showground.kit.words import gettext
from showground.web.console import workspace
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.domains.ticketing.devices.types import NewDevice


class DeviceForm(msgspec.Struct):
    """What the page posts."""

    name: str = ""
    gate_name: str = ""


@get("/console/events/{event_id:uuid}/devices")
async def devices_page(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an event's scanners."""
    return await _page(desk, event_id)


@post("/console/events/{event_id:uuid}/devices", status_code=200)
async def add_device(
    event_id: FromPath[UUID], data: URLEncodedBody[DeviceForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Make a scanner; its code stands on the page that answers, once."""
    try:
        made = await doors.add_device(desk, event_id, name=data.name, gate_name=data.gate_name)
    except (Unknown, Refused):
        raise
    except Fault as fault:
        values = msgspec.structs.asdict(data)
        return await _page(desk, event_id, values=values, errors=errors_of(fault), status_code=422)
    return await _page(desk, event_id, made=made)


@post("/console/events/{event_id:uuid}/devices/{device_id:uuid}/code", status_code=200)
async def renew_code(event_id: FromPath[UUID], device_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Give a scanner another code."""
    return await _page(desk, event_id, made=await doors.renew_code(desk, event_id, DeviceId(device_id)))


@post("/console/events/{event_id:uuid}/devices/{device_id:uuid}/revoke")
async def revoke(event_id: FromPath[UUID], device_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """End a scanner at once."""
    async with desk.open() as tx:
        await service.revoke(tx, event_id, DeviceId(device_id))
    return go(desk, f"/console/events/{event_id}/devices", notice=gettext("That scanner is out, at once."))


async def _page(
    desk: Desk,
    event_id: UUID,
    *,
    made: NewDevice | None = None,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    async with desk.open() as tx:
        seat = await workspace(desk, tx, event_id, "scanners")
        devices = await service.devices(tx, event_id)
    return show(
        desk,
        "console/devices.html",
        status_code=status_code,
        **seat.context,
        devices=devices,
        made=made,
        join_at=f"{desk.settings.address}{DOOR}",
        code_minutes=desk.settings.device_code_seconds // 60,
        values=values or {"name": "", "gate_name": ""},
        errors=errors or {},
    )


HANDLERS = [devices_page, add_device, renew_code, revoke]
