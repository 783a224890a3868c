"""The report on the database that was kept last. Who owns the tables makes it: no login of the platform sees enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.db.sql import named
from showground.http.operating.types import KeptReport, Run
from showground.kit.ids import uuid7
from showground.schema.reporting.types import Report

if TYPE_CHECKING:
    from showground.db.tx import Tx

SQL = named(__name__)


class Kept(msgspec.Struct, frozen=True):
    """How a report is kept: as the text that it was, for `jsonb` would put its names into another order."""

    text: str


async def keep_report(tx: Tx, report: Report) -> None:
    """Keep a report for the operators' console."""
    kept = Kept(msgspec.json.encode(report).decode())
    await tx.run(SQL["record_run"], id=uuid7(), kind="report", details=msgspec.json.encode(kept).decode())


async def last_report(tx: Tx) -> KeptReport:
    """Return the report that was kept last; a form that is not known any more counts as none."""
    run = await tx.maybe(SQL["last_ended_run"], Run, kind="report")
    if run is None:
        return KeptReport(None, None)
    try:
        kept = msgspec.json.decode(run.details, type=Kept)
        return KeptReport(run.ended_at, msgspec.json.decode(kept.text, type=Report))
    except msgspec.ValidationError:  # an older version kept it
        return KeptReport(None, None)
