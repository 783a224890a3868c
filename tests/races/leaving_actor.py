"""A process that is killed over somebody's data: `python -m tests.races.leaving_actor`, with its errand on stdin."""

from __future__ import annotations

import asyncio
import sys

import msgspec

from showground.database import open_database
from showground.gateways.storage.opening import open_storage
from showground.settings import read_settings
from showground.worker.privacy.erasing import erase_due
from showground.worker.privacy.exporting import make_due
from showground.worker.privacy.keeping import keep_once


class Round(msgspec.Struct, frozen=True):
    """One round of everything that the worker does for privacy."""

    app_url: str
    state_dir: str


async def go_round(errand: Round) -> None:
    """Do it, whatever an earlier time left."""
    settings = read_settings({"DATABASE_URL": errand.app_url, "SHOWGROUND_STATE_DIR": errand.state_dir})
    db, storage = open_database(errand.app_url, size=2), open_storage(settings)
    try:
        await make_due(settings, db, storage)
        await erase_due(db)
        await keep_once(settings, db, storage)
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(go_round(msgspec.json.decode(sys.stdin.buffer.read(), type=Round)))
