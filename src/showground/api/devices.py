"""Scanners over the API: made by who edits the event, joined by code, revoked."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from showground.domains.ticketing.devices import service
from showground.domains.ticketing.devices.types import DeviceId, DeviceRow, Joined, NewDevice, Standing
from showground.http import doors
from showground.http.desk import Desk
from showground.http.guards import allow


class DeviceIn(msgspec.Struct, forbid_unknown_fields=True):
    """A scanner to make."""

    name: Annotated[str, Meta(max_length=60, examples=["Jo's phone"])]
    gate_name: Annotated[str, Meta(max_length=60, examples=["Gate B"])] = ""


class JoinIn(msgspec.Struct, forbid_unknown_fields=True):
    """The one-time code that the organizer gave out."""

    code: Annotated[str, Meta(min_length=1, max_length=40, examples=["K7MQ4XW2"])]


@get("/events/{event_id:uuid}/devices", operation_id="Devices")
async def devices(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> list[DeviceRow]:
    """List an event's scanners; for those who edit it."""
    async with desk.open() as tx:
        return await service.devices(tx, event_id)


@post("/events/{event_id:uuid}/devices", operation_id="AddDevice", status_code=201)
async def add_device(event_id: FromPath[UUID], data: JSONBody[DeviceIn], desk: NamedDependency[Desk]) -> NewDevice:
    """Make a scanner. Its code stands in this answer only, which is why it takes no Idempotency-Key."""
    return await doors.add_device(desk, event_id, name=data.name, gate_name=data.gate_name)


@post("/events/{event_id:uuid}/devices/{device_id:uuid}/code", operation_id="RenewDeviceCode", status_code=200)
async def renew_code(event_id: FromPath[UUID], device_id: FromPath[UUID], desk: NamedDependency[Desk]) -> NewDevice:
    """Give a scanner another code; the one before no longer works."""
    return await doors.renew_code(desk, event_id, DeviceId(device_id))


@delete("/events/{event_id:uuid}/devices/{device_id:uuid}", operation_id="RevokeDevice")
async def revoke(event_id: FromPath[UUID], device_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """End a scanner at once."""
    async with desk.open() as tx:
        await service.revoke(tx, event_id, DeviceId(device_id))


@post("/devices/join", operation_id="JoinDevice", status_code=201, opt=allow(public=True, scope="scan"))
async def join(data: JSONBody[JoinIn], desk: NamedDependency[Desk]) -> Joined:
    """Exchange a one-time code for a scanner's credential, sent as a bearer. It may scan for its event only."""
    return await doors.join(desk, data.code)


@get("/door", operation_id="Door", opt=allow(device=True, scope="scan"))
async def door(desk: NamedDependency[Desk]) -> Standing:
    """Show a scanner its event, its gate, and how many are in."""
    async with desk.open() as tx:
        return await service.standing(tx, desk.device)


HANDLERS = [devices, add_device, renew_code, revoke, join, door]
