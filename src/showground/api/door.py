"""The door over the API: one scan, or those that a device queued while it was offline."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from showground.db.principal import Device
from showground.domains.ticketing.types import Scan, ScanResult
from showground.http.counter import counter_of
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.http.guards import allow

MOST = 500


class ScanIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A code that was read or typed. `scanner_id` is the device's own; sending the same scan again changes nothing."""

    code: Annotated[str, Meta(min_length=1, max_length=400, examples=["K7MQ4XW2ZP"])]
    scanner_id: Annotated[UUID, Meta(examples=["0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f"])]
    client_scan_id: Annotated[UUID, Meta(examples=["0190d5a8-c7a3-7b5e-8f3e-9a1c2b4d6e8f"])]
    gate_name: Annotated[str, Meta(max_length=60, examples=["Gate B"])] = ""
    device_time: Annotated[datetime, Meta(tz=True)] | None = None

    def of(self, event_id: UUID) -> Scan:
        """Return the scan at an event's door."""
        return Scan(event_id, self.scanner_id, self.client_scan_id, self.code, self.gate_name, self.device_time)


class ScansIn(msgspec.Struct, forbid_unknown_fields=True):
    """Scans in the order in which they were made."""

    scans: Annotated[list[ScanIn], Meta(min_length=1, max_length=MOST)]


class ScanResults(msgspec.Struct, frozen=True):
    """The verdicts, in the order of the scans."""

    results: list[ScanResult]


@post("/events/{event_id:uuid}/scans", operation_id="Scan", status_code=200, opt=allow(scope="scan", device=True))
async def scan(event_id: FromPath[UUID], data: JSONBody[ScanIn], desk: NamedDependency[Desk]) -> ScanResult:
    """Judge one code: who may come in is admitted once. Every attempt is logged."""
    result = await counter_of(desk).door.scan(_scan(desk, data, event_id), actor=desk.scans_as)
    _tell(desk, event_id, [result])
    return result


@post(
    "/events/{event_id:uuid}/scans/batch",
    operation_id="ScanBatch",
    status_code=200,
    opt=allow(scope="scan", device=True),
)
async def scan_batch(event_id: FromPath[UUID], data: JSONBody[ScansIn], desk: NamedDependency[Desk]) -> ScanResults:
    """Judge what a device queued while it was offline; it may be sent again until it is answered."""
    door, actor = counter_of(desk).door, desk.scans_as
    results = await asyncio.gather(*(door.scan(_scan(desk, one, event_id), actor=actor) for one in data.scans))
    _tell(desk, event_id, results)
    return ScanResults(list(results))


def _scan(desk: Desk, data: ScanIn, event_id: UUID) -> Scan:
    """Return the scan as it is logged: a scanner scans under its own id, whatever it says."""
    scan = data.of(event_id)
    if isinstance(desk.principal, Device):
        return msgspec.structs.replace(scan, scanner_id=desk.principal.device_id)
    return scan


def _tell(desk: Desk, event_id: UUID, results: list[ScanResult]) -> None:
    if any(result.verdict == "admitted" for result in results):
        live_of(desk).touched(event_id)


HANDLERS = [scan, scan_batch]
