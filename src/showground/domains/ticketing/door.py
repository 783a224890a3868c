"""The door: scans judged, many in one commit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from showground.db import fault
from showground.db.coalesce import Coalescer
from showground.domains.ticketing import store
from showground.domains.ticketing.errors import ScannerRefused
from showground.domains.ticketing.qr import Forged
from showground.domains.ticketing.types import ScanResult
from showground.kit.ids import uuid7
from showground.measures import SCANS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Database
    from showground.domains.ticketing.qr import Signer
    from showground.domains.ticketing.types import Scan

NOBODY = UUID(int=0)


class Door:
    """Judges scans. One per process: what queues up while a commit runs shares the next one.

    Attributes:
        signer: Knows our codes; replaced when the master key changes.
    """

    def __init__(self, db: Database, signer: Signer) -> None:
        self._db, self.signer = db, signer
        self._batches: Coalescer[tuple[object, ...], ScanResult] = Coalescer(self._run)

    async def scan(self, scan: Scan, *, actor: UUID) -> ScanResult:
        """Judge one scan for a person who works for the event. Sending it again gives the first verdict.

        Raises:
            ScannerRefused: the person may not scan for this event; nothing was logged.
        """
        result = await self._batches.submit(self._request(scan, actor))
        SCANS.labels(result.verdict).inc()
        return result

    async def drain(self) -> None:
        """Wait until every scan taken so far is answered."""
        await self._batches.drain()

    def _request(self, scan: Scan, actor: UUID) -> tuple[object, ...]:
        code, forged = scan.code.strip(), False
        try:
            read = self.signer.read(code)
        except Forged:
            read, forged = None, True
        ticket_id, secret = (read.ticket_id, read.secret) if read else (NOBODY if forged else None, None)
        typed = code.replace(" ", "").replace("-", "").upper()
        return (
            uuid7(),
            uuid7(),
            scan.event_id,
            actor,
            scan.scanner_id,
            scan.client_scan_id,
            typed,
            ticket_id,
            secret,
            forged,
            hashlib.sha256(code.encode()).digest(),
            scan.gate_name,
            scan.device_time,
        )

    async def _run(self, batch: Sequence[tuple[object, ...]]) -> list[ScanResult | Exception]:
        fault.point("ticketing.before_scan")
        rows = await store.scan(self._db, requests=[(n, *request) for n, request in enumerate(batch, 1)])
        fault.point("ticketing.scanned")
        return [_result(row) for row in rows]


def _result(row: store.ScanRow) -> ScanResult | Exception:
    if row.verdict == "refused" or row.scan_id is None or row.scanned_at is None:
        return ScannerRefused()
    return ScanResult(
        scan_id=row.scan_id,
        verdict=row.verdict,
        ticket_id=row.ticket_id,
        holder_name=row.holder_name,
        tier_name=row.tier_name,
        scanned_at=row.scanned_at,
        first_admitted_at=row.first_admitted_at,
        first_gate_name=row.first_gate_name,
    )
