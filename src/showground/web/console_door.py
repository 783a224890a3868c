"""The door: a code is typed or read, the verdict fills the screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from showground.domains.ticketing.errors import ScannerRefused
from showground.domains.ticketing.selling import service as selling
from showground.domains.ticketing.types import Scan, ScanResult
from showground.http.counter import counter_of
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.kit.ids import uuid7
from showground.kit.text import squash
from showground.kit.words import gettext
from showground.web.console import workspace
from showground.web.shell import show

if TYPE_CHECKING:
    from showground.web.console import Workspace

GATE_LONGEST, CODE_LONGEST = 60, 400


class ScanForm(msgspec.Struct):
    """What the page posts."""

    code: str = ""
    gate_id: str = ""
    client_scan_id: UUID | None = None


class Verdict(msgspec.Struct, frozen=True):
    """What the screen says; the first scan stands there only for a ticket that was in already."""

    verdict: str
    holder_name: str
    tier_name: str
    scanned_at: datetime
    gate_name: str
    first_scanned_at: datetime | None
    first_gate_name: str


@get("/console/events/{event_id:uuid}/scan")
async def door(event_id: FromPath[UUID], desk: NamedDependency[Desk], gate: FromQuery[str] = "") -> Response[Any]:
    """Show the door, ready."""
    return await _door(desk, event_id, gate_called(gate), None)


@post("/console/events/{event_id:uuid}/scan", status_code=200)
async def scan(
    event_id: FromPath[UUID],
    data: URLEncodedBody[ScanForm],
    desk: NamedDependency[Desk],
    request: Request[Any, Any, Any],
) -> Response[Any]:
    """Judge a code and show the verdict."""
    async with desk.open(read_only=True) as tx:
        seat = await workspace(desk, tx, event_id, "door")
    if desk.session_id is None:
        raise ScannerRefused
    gate = gate_called(data.gate_id)
    wanted = Scan(
        event_id=event_id,
        scanner_id=desk.session_id,
        client_scan_id=data.client_scan_id or uuid7(),
        code=data.code[:CODE_LONGEST],
        gate_name=gate,
    )
    result = verdict_of(await counter_of(desk).door.scan(wanted, actor=desk.in_person), gate)
    if result.verdict == "admitted":
        live_of(desk).touched(event_id)
    if request.headers.get("hx-request"):
        return show(desk, "console/_verdict.html", event=seat.event, result=result)
    return await _door(desk, event_id, gate, result)


async def _door(desk: Desk, event_id: UUID, gate: str, result: Verdict | None) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        seat: Workspace = await workspace(desk, tx, event_id, "door")
        gates = await selling.gate_counts(tx, event_id)
        last = await selling.recent_scans(tx, event_id)
        counts = await selling.turnout(tx, event_id)
    return show(
        desk,
        "console/scan.html",
        **seat.context,
        gate_name=gate,
        gate_id=gate,
        gates=[(one.gate_name, one.gate_name) for one in gates],
        result=result,
        counts=counts,
        last=last,
        client_scan_id=uuid7(),
    )


def verdict_of(result: ScanResult, gate: str) -> Verdict:
    """Return what the screen says about a scan."""
    return Verdict(
        verdict=result.verdict,
        holder_name=result.holder_name or "",
        tier_name=result.tier_name or "",
        scanned_at=result.scanned_at,
        gate_name=gate,
        first_scanned_at=result.first_admitted_at,
        first_gate_name=gate_called(result.first_gate_name or ""),
    )


def gate_called(name: str) -> str:
    """Return a gate as it is logged; the main door when it has no name."""
    return squash(name)[:GATE_LONGEST] or gettext("Main door")


HANDLERS = [door, scan]
