"""How a browser or a program becomes a scanner: by a one-time code, at a limited rate. API and web share it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from showground.domains.ticketing.devices import service
from showground.http.limits import CODE_OF_ADDRESS, count

if TYPE_CHECKING:
    from uuid import UUID

    from showground.domains.ticketing.devices.types import DeviceId, Joined, NewDevice
    from showground.http.desk import Desk


async def add_device(desk: Desk, event_id: UUID, *, name: str, gate_name: str) -> NewDevice:
    """Make a scanner and its code."""
    async with desk.open() as tx:
        return await service.add_device(
            tx, event_id, name=name, gate_name=gate_name, key=_key(desk), lasts=_lasts(desk)
        )


async def renew_code(desk: Desk, event_id: UUID, device_id: DeviceId) -> NewDevice:
    """Give a scanner another code."""
    async with desk.open() as tx:
        return await service.renew_code(tx, event_id, device_id, key=_key(desk), lasts=_lasts(desk))


async def join(desk: Desk, code: str) -> Joined:
    """Exchange a code for a credential.

    Raises:
        TooMany: too many codes were tried from this address.
        CodeRefused: there is no such code, or no longer.
    """
    await count(desk, CODE_OF_ADDRESS.of(desk.client_ip))
    agent = desk.request.headers.get("user-agent", "")
    async with desk.open() as tx:
        return await service.join(tx, code, key=_key(desk), user_agent=agent)


def _key(desk: Desk) -> bytes:
    return desk.keyring.key(service.CODE_PURPOSE)


def _lasts(desk: Desk) -> timedelta:
    return timedelta(seconds=desk.settings.device_code_seconds)
