"""Pictures that nothing shows any more go after a grace: first their rows, then the blobs that no row refers to.

Nothing is lost when a process dies in between. An upload puts its blobs first, under names never used again, and its
row within the request; a blob without a row that is older than the grace can therefore belong to no upload under way.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from showground.db import fault
from showground.db.principal import Worker
from showground.db.sql import named
from showground.domains.users.pictures import store
from showground.domains.users.pictures.rules import FOLDER, key_of_blob
from showground.gateways.storage.opening import open_storage
from showground.logs import log
from showground.worker.loops import every

if TYPE_CHECKING:
    import asyncio

    from showground.db.tx import Database
    from showground.domains.users.ports import Storage
    from showground.settings import Settings

SQL = named(__name__)
BATCH = 500


class Swept(msgspec.Struct, frozen=True):
    """What one round removed."""

    pictures: int
    blobs: int


async def sweep_pictures(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Remove pictures that nothing shows any more, and blobs of uploads that were broken off."""
    storage, grace = open_storage(settings), timedelta(seconds=settings.picture_grace_seconds)

    async def work() -> None:
        swept = await sweep_once(db, storage, grace=grace)
        if swept.pictures or swept.blobs:
            log().info("pictures swept", pictures=swept.pictures, blobs=swept.blobs)

    await every(settings.tidy_seconds, stopping, work)


async def sweep_once(db: Database, storage: Storage, *, grace: timedelta) -> Swept:
    """Do one round.

    Raises:
        Unavailable: the storage does not answer; the next round goes on.
    """
    async with db.acting_as(Worker()) as tx:
        await tx.run(SQL["note_unshown"])
    async with db.acting_as(Worker()) as tx:
        forgotten = await tx.run(SQL["forget_unshown"], grace=grace)
    fault.point("pictures.forgotten")
    return Swept(forgotten, await _sweep_blobs(db, storage, before=datetime.now(UTC) - grace))


async def _sweep_blobs(db: Database, storage: Storage, *, before: datetime) -> int:
    removed, old = 0, []
    async for lying in storage.listed(FOLDER):
        if lying.written_at < before and key_of_blob(lying.name) is not None:  # what we did not put there stays
            old.append(lying.name)
        if len(old) == BATCH:
            removed += await _remove_unknown(db, storage, old)
            old = []
    return removed + (await _remove_unknown(db, storage, old) if old else 0)


async def _remove_unknown(db: Database, storage: Storage, names: list[str]) -> int:
    async with db.acting_as(Worker(), read_only=True) as tx:
        known = await store.keys_among(tx, {key for name in names if (key := key_of_blob(name))})
    unknown = [name for name in names if key_of_blob(name) not in known]
    if unknown:
        await storage.delete(unknown)
    return len(unknown)
