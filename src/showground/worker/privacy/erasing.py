"""Erasures: what was asked for, and not taken back in time, is done.

A domain is a transaction, people themselves come last: whoever dies in between leaves something that goes on where it
stopped, because each step touches what is still there and the addresses that rows are found by go with the last one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.users.leaving import store
from showground.http.leaving.blocking import hindrances
from showground.logs import log
from showground.schema.personal import erase_step, steps
from showground.worker.loops import every
from showground.worker.privacy.exporting import subject_of

if TYPE_CHECKING:
    import asyncio

    from showground.db.tx import Database
    from showground.domains.users.leaving.types import Due
    from showground.schema.personal import Subject
    from showground.settings import Settings

LAST, LONGEST = "users", 500


async def erase_people(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Forget those whose time to take it back is over."""
    await every(settings.sweep_seconds, stopping, lambda: erase_due(db))


async def erase_due(db: Database) -> int:
    """Do every erasure that is due; return how many. One that is held up is tried again the next time."""
    tried: list[UUID] = []
    done = 0
    while due := await _next(db, tried):
        tried.append(due.id)
        if await _begin(db, due):
            await erase(db, due)
            done += 1
    return done


async def _next(db: Database, tried: list[UUID]) -> Due | None:
    async with db.acting_as(Worker()) as tx:
        return await store.next_due(tx, tried=tried)


async def _begin(db: Database, due: Due) -> bool:
    """Pass the point of no return, unless others depend on the person by now."""
    async with db.acting_as(Worker()) as tx:
        if not due.begun and (found := await hindrances(tx, due.user_id)):
            await store.hold_up(tx, due.id, why=" ".join(one.says for one in found)[:LONGEST])
            log().warning("an erasure is held up", erasure=str(due.id), codes=sorted({one.code for one in found}))
            return False
        if not await store.begin_erasure(tx, due.id):
            return False
        await store.close_account(tx, user_id=due.user_id)
        await store.end_sessions(tx, user_id=due.user_id)
    fault.point("privacy.begun")
    return True


async def erase(db: Database, due: Due) -> None:
    """Anonymise or delete whatever is a person's, and note that it is done."""
    for schema, some in steps():
        async with db.acting_as(Worker()) as tx:
            await erase_step(tx, some, await subject_of(tx, due.user_id))
            if schema == LAST:
                await store.finish_erasure(tx, due.id)
                tx.audit("users.erased", "user", due.user_id)
        fault.point("privacy.step")
    log().info("somebody was erased", erasure=str(due.id), person=str(due.user_id))


async def erase_guest(db: Database, guest: Subject) -> None:
    """Anonymise whatever is a guest's, in one transaction: the address that finds it goes with it."""
    async with db.acting_as(Worker()) as tx:
        for _, some in steps():
            await erase_step(tx, some, guest)
        for order in guest.orders:
            tx.audit("users.guest_erased", "order", order)
