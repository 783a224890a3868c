"""The schedule of what is kept how long, done once an hour; and files of copies that no row refers to any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.users.leaving import store
from showground.domains.users.leaving.service import FOLDER
from showground.gateways.storage.opening import open_storage
from showground.logs import log
from showground.schema.retention import BATCH, apply, schedule
from showground.worker.loops import every

if TYPE_CHECKING:
    import asyncio

    from showground.db.tx import Database
    from showground.domains.users.ports import Storage
    from showground.settings import Settings


async def keep_schedule(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Delete or anonymise what is older than it is to be kept."""
    storage = open_storage(settings)
    await every(settings.tidy_seconds, stopping, lambda: keep_once(settings, db, storage))


async def keep_once(settings: Settings, db: Database, storage: Storage) -> dict[str, int]:
    """Do one round, in small transactions; return how many rows were touched by table, and the files that went."""
    touched: dict[str, int] = {}
    for term in schedule():
        count = BATCH
        while count == BATCH:
            async with db.acting_as(Worker()) as tx:
                count = await apply(tx, term, kept=term.kept(settings))
            if count:
                touched[term.table] = touched.get(term.table, 0) + count
    fault.point("privacy.kept")
    if files := await _sweep_files(db, storage):
        touched[FOLDER] = files
    if touched:
        log().info("what was old went", **touched)
    return touched


async def _sweep_files(db: Database, storage: Storage) -> int:
    """Remove files of copies whose row is gone; a row is there before its file, and goes before it."""
    lying = [one.name async for one in storage.listed(FOLDER)]
    if not lying:
        return 0
    async with db.acting_as(Worker(), read_only=True) as tx:
        known = await store.blobs_of_exports(tx, lying)
    unknown = [name for name in lying if name not in known]
    if unknown:
        await storage.delete(unknown)
    return len(unknown)
