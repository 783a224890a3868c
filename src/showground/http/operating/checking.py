"""Checks of all rows, asked for by operators and done by the worker; and the record of backups."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

import msgspec

from showground.db.principal import Worker
from showground.db.sql import named
from showground.http.operating.types import Checked, Finding, Run
from showground.kit.ids import uuid7
from showground.logs import hidden, log
from showground.schema.invariants import check_as_service

if TYPE_CHECKING:
    from showground.db.tx import Database, Tx
    from showground.http.operating.types import Outcome, RunKind
    from showground.schema.invariants import Verdict

SQL = named(__name__)
FIRST = 5  # violations kept of each invariant


class CheckWanted(msgspec.Struct, frozen=True):
    """An operator wants all rows checked; `run` is where the result goes."""

    kind: ClassVar[str] = "operating.check_wanted"
    run: UUID


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a check."""

    findings: list[Finding] = []
    failure: str = ""


async def want_check(tx: Tx, *, operator: UUID) -> bool:
    """Have all rows checked; False: a check is wanted or under way already."""
    run = uuid7()
    if await tx.run(SQL["want_run"], id=run, kind="check", asked_by=operator) != 1:
        return False
    tx.announce(CheckWanted(run))
    tx.audit("operating.check_asked", "run", run)
    return True


async def carry_out_check(db: Database, fact: CheckWanted) -> None:
    """Check all rows and keep what was found; a check that was done is not done again."""
    async with db.acting_as(Worker()) as tx:
        if await tx.run(SQL["begin_run"], id=fact.run) != 1:
            return
    try:
        kept = Kept(sorted(map(_finding, await check_as_service(db)), key=_weight))
        outcome: Outcome = "ill" if any(one.violations or one.unverifiable for one in kept.findings) else "well"
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator who asked is told
        log().exception("the check could not be done", run=str(fact.run))
        kept, outcome = Kept(failure=str(hidden(f"{type(error).__name__}: {error}"))[:500]), "failed"
    await _end(db, fact.run, outcome, kept)


async def record_backup(tx: Tx, **details: object) -> None:
    """Note that a backup was written."""
    run = uuid7()
    await tx.run(SQL["record_run"], id=run, kind="backup", details=msgspec.json.encode(details).decode())


async def last_check(tx: Tx) -> tuple[Run | None, Checked | None]:
    """Return the check that is wanted or under way, if one is, and the last that was done."""
    newest = await last_run(tx, "check")
    done = await tx.maybe(SQL["last_ended_run"], Run, kind="check")
    running = newest if newest is not None and newest.ended_at is None else None
    if done is None:
        return running, None
    kept = msgspec.json.decode(done.details, type=Kept)
    return running, Checked(done, kept.findings, kept.failure)


async def last_run(tx: Tx, kind: RunKind) -> Run | None:
    """Return the newest of a kind, done or not."""
    return await tx.maybe(SQL["last_run"], Run, kind=kind)


async def _end(db: Database, run: UUID, outcome: Outcome, kept: Kept) -> None:
    async with db.acting_as(Worker()) as tx:
        await tx.run(SQL["end_run"], id=run, outcome=outcome, details=msgspec.json.encode(kept).decode())


def _finding(verdict: Verdict) -> Finding:
    first = [f"{one.subject}: {one.detail}" for one in verdict.violations[:FIRST]]
    return Finding(verdict.name, verdict.examined, len(verdict.violations), verdict.unverifiable, first)


def _weight(finding: Finding) -> tuple[bool, bool, str]:
    return not finding.violations, not finding.unverifiable, finding.name
