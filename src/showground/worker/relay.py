"""The relay: facts that were announced become jobs, one for each fact and reaction, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from showground.db import fault
from showground.db.principal import Worker
from showground.db.sql import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Database, Tx
    from showground.worker.reactions import Registry

SQL = named(__name__)
BATCH = 200


class WaitingFact(msgspec.Struct, frozen=True):
    """A fact that nobody has reacted to yet."""

    id: UUID
    kind: str
    body: dict[str, Any]
    trace: str | None


async def relay(db: Database, registry: Registry, *, most: int = BATCH) -> int:
    """Make the jobs of the oldest facts and return how many facts those were.

    The jobs commit together with the mark that they were made: a fact is relayed once, whenever a relay dies. Those
    who watch an event's numbers are woken by the same commit.
    """
    async with db.acting_as(Worker()) as tx:
        facts = await tx.all(SQL["waiting_facts"], WaitingFact, most=most)
        if not facts:
            return 0
        await tx.value(SQL["enter_jobs"])
        await _defer(tx, facts, registry)
        await tx.run(SQL["notify_live"], events=sorted({fact.body["event"] for fact in facts if "event" in fact.body}))
        await tx.run(SQL["mark_relayed"], ids=[fact.id for fact in facts])
        fault.point("worker.before_relayed")
    fault.point("worker.relayed")
    return len(facts)


async def _defer(tx: Tx, facts: Sequence[WaitingFact], registry: Registry) -> None:
    wanted = [(reaction.name, fact) for fact in facts for reaction in registry.get(fact.kind, [])]
    if wanted:
        await tx.value(
            SQL["defer"],
            names=[name for name, _ in wanted],
            once=[f"{name}:{fact.id}" for name, fact in wanted],
            args=[msgspec.json.encode(_args(fact)).decode() for _, fact in wanted],
        )


def _args(fact: WaitingFact) -> dict[str, Any]:
    """Return what a job is told; of a trace only when there is one, so that older workers know the rest."""
    trace = {"trace": fact.trace} if fact.trace else {}
    return {"fact": fact.body, "fact_id": fact.id, **trace}
