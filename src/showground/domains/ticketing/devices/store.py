"""Every question about scanners. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.ticketing.devices.types import DeviceRow, KnownDevice, Standing

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Database, Tx
    from showground.domains.ticketing.devices.types import DeviceId

SQL = named(__name__)


async def device_of_credential(db: Database, secret_hash: bytes) -> KnownDevice | None:
    """Return which scanner a credential is."""
    found = await db.call(SQL["device_of_credential"], KnownDevice, secret_hash=secret_hash)
    return found[0] if found else None


async def add_device(
    tx: Tx, *, device_id: DeviceId, event_id: UUID, name: str, gate_name: str, code_hash: bytes, lasts: timedelta
) -> DeviceRow:
    """Add a scanner with its code."""
    return await tx.one(
        SQL["add_device"],
        DeviceRow,
        id=device_id,
        event_id=event_id,
        name=name,
        gate_name=gate_name,
        code_hash=code_hash,
        lasts=lasts,
    )


async def renew_code(tx: Tx, *, device_id: DeviceId, event_id: UUID, code_hash: bytes, lasts: timedelta) -> DeviceRow:
    """Give a scanner another code."""
    return await tx.one(SQL["renew_code"], DeviceRow, id=device_id, event_id=event_id, code_hash=code_hash, lasts=lasts)


async def devices_of_event(tx: Tx, event_id: UUID) -> list[DeviceRow]:
    """Return an event's scanners, newest first."""
    return await tx.all(SQL["devices_of_event"], DeviceRow, event_id=event_id)


async def join(tx: Tx, *, code_hash: bytes, secret_hash: bytes, user_agent: str) -> KnownDevice | None:
    """Use a code up; return whose it was."""
    return await tx.maybe(SQL["join"], KnownDevice, code_hash=code_hash, secret_hash=secret_hash, user_agent=user_agent)


async def revoke(tx: Tx, *, device_id: DeviceId, event_id: UUID) -> bool:
    """End a scanner; return whether there was one."""
    return await tx.run(SQL["revoke"], id=device_id, event_id=event_id) == 1


async def standing(tx: Tx, *, device_id: UUID, event_id: UUID) -> Standing:
    """Return what a scanner knows."""
    return await tx.one(SQL["standing"], Standing, device_id=device_id, event_id=event_id)
