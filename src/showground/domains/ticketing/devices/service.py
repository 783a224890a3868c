"""Scanners: made by who edits the event, joined by whoever has the code, revoked at once."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from showground.domains.events.auditing.service import note
from showground.domains.events.managing import service as managing
from showground.domains.ticketing.devices import store
from showground.domains.ticketing.devices.errors import CodeRefused, DeviceNameNeeded, GateTooLong
from showground.domains.ticketing.devices.types import DeviceId, Joined, NewDevice
from showground.kit.faults import Unknown
from showground.kit.ids import short_code, uuid7
from showground.kit.sealing import fingerprint
from showground.kit.text import squash

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from showground.db.principal import Device
    from showground.db.tx import Tx
    from showground.domains.ticketing.devices.types import DeviceRow, Standing

PREFIX, TOKEN_BYTES, CODE_SIGNS, LONGEST, AGENT_LONGEST = "sgd_", 32, 8, 60, 300
CODE_PURPOSE = "device-code"  # whose key hashes codes: short ones could be found from a plain hash
device_of_credential = store.device_of_credential


async def add_device(tx: Tx, event_id: UUID, *, name: str, gate_name: str, key: bytes, lasts: timedelta) -> NewDevice:
    """Make a scanner for an event's door, with the one-time code that a phone joins by.

    Args:
        key: The installation's key of `CODE_PURPOSE`.
        lasts: How long the code can be used.

    Raises:
        Unknown, Refused: the event is not the caller's to edit.
        DeviceNameNeeded, GateTooLong: a value is not acceptable.
    """
    await managing.edited(tx, event_id, "scanners")
    label, gate = squash(name.replace("\0", "")), squash(gate_name.replace("\0", ""))
    if not 0 < len(label) <= LONGEST:
        raise DeviceNameNeeded
    if len(gate) > LONGEST:
        raise GateTooLong
    await tx.as_service()
    code = short_code(CODE_SIGNS)
    device = await store.add_device(
        tx,
        device_id=DeviceId(uuid7()),
        event_id=event_id,
        name=label,
        gate_name=gate,
        code_hash=_digest(key, code),
        lasts=lasts,
    )
    await note(
        tx, "ticketing.device_made", "event", event_id, event=event_id, device=str(device.id), name=label, gate=gate
    )
    return NewDevice(device, code)


async def renew_code(tx: Tx, event_id: UUID, device_id: DeviceId, *, key: bytes, lasts: timedelta) -> NewDevice:
    """Give a scanner another code; the one before no longer works. A phone that had joined stays until it is used.

    Raises:
        Unknown, Refused: the event is not the caller's to edit, or has no such scanner.
    """
    await managing.edited(tx, event_id, "scanners")
    await tx.as_service()
    code = short_code(CODE_SIGNS)
    device = await store.renew_code(
        tx, device_id=device_id, event_id=event_id, code_hash=_digest(key, code), lasts=lasts
    )
    await note(tx, "ticketing.device_code_made", "event", event_id, event=event_id, device=str(device_id))
    return NewDevice(device, code)


async def devices(tx: Tx, event_id: UUID) -> list[DeviceRow]:
    """Return an event's scanners.

    Raises:
        Unknown, Refused: the event is not the caller's to edit.
    """
    await managing.edited(tx, event_id, "scanners")
    return await store.devices_of_event(tx, event_id)


async def revoke(tx: Tx, event_id: UUID, device_id: DeviceId) -> None:
    """End a scanner: its next request is nobody's.

    Raises:
        Unknown, Refused: the event is not the caller's to edit, or has no such scanner.
    """
    await managing.edited(tx, event_id, "scanners")
    await tx.as_service()
    if not await store.revoke(tx, device_id=device_id, event_id=event_id):
        raise Unknown
    await note(tx, "ticketing.device_revoked", "event", event_id, event=event_id, device=str(device_id))


async def join(tx: Tx, code: str, *, key: bytes, user_agent: str) -> Joined:
    """Exchange a one-time code for the credential of a scanner. Attempts were counted before.

    Raises:
        CodeRefused: there is no such code, or no longer.
    """
    await tx.as_service()
    credential = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    device = await store.join(
        tx,
        code_hash=_digest(key, code),
        secret_hash=fingerprint(credential),
        user_agent=squash(user_agent.replace("\0", ""))[:AGENT_LONGEST],
    )
    if device is None:
        raise CodeRefused
    await note(
        tx, "ticketing.device_joined", "event", device.event_id, event=device.event_id, device=str(device.device_id)
    )
    return Joined(device, credential)


async def leave(tx: Tx, device: Device) -> None:
    """Give a scanner's credential back: it ends."""
    await tx.as_service()
    if await store.revoke(tx, device_id=DeviceId(device.device_id), event_id=device.event_id):
        await note(
            tx, "ticketing.device_left", "event", device.event_id, event=device.event_id, device=str(device.device_id)
        )


async def standing(tx: Tx, device: Device) -> Standing:
    """Return what a scanner knows of its door; its credential was proved when the transaction was opened."""
    await tx.as_service()
    return await store.standing(tx, device_id=device.device_id, event_id=device.event_id)


def _digest(key: bytes, code: str) -> bytes:
    typed = code.replace(" ", "").replace("-", "").upper()
    return hmac.digest(key, typed.encode(), "sha256")
