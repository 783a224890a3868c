"""A process that is killed over a picture: `python -m tests.races.picture_actor`, with its errand as JSON on stdin."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from uuid import UUID

import msgspec
from tests.make.pictures import picture_bytes

from showground.database import open_database
from showground.db.principal import Person
from showground.domains.users.pictures import service
from showground.gateways.storage.opening import open_storage
from showground.kit.decoding import pictured
from showground.settings import read_settings
from showground.worker.sweeping.pictures import sweep_once


class Change(msgspec.Struct, frozen=True):
    """A person who shows one picture and then another; afterwards everything that nothing shows is swept."""

    app_url: str
    state_dir: str
    user_id: UUID


async def show_two(change: Change) -> None:
    """Do it from the start, whatever an earlier time left."""
    db = open_database(change.app_url, size=2)
    storage = open_storage(read_settings({"SHOWGROUND_STATE_DIR": change.state_dir}))
    try:
        for red in (10, 200):
            kept = await service.keep(storage, "avatar", pictured(picture_bytes(colour=(red, 0, 0)), "avatar"))
            async with db.acting_as(Person(change.user_id)) as tx:
                await service.set_avatar(tx, kept)
        await sweep_once(db, storage, grace=timedelta(0))
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(show_two(msgspec.json.decode(sys.stdin.buffer.read(), type=Change)))
