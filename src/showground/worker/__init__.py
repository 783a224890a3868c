"""The worker process: relays facts to reactions, runs jobs and timers, until it is asked to stop."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from showground.logs import log
from showground.worker.jobs import run_jobs
from showground.worker.loops import (
    deliver_mail,
    relay_facts,
    send_refunds,
    snapshot_wallets,
    sweep,
    take_up_notices,
    tidy,
)
from showground.worker.measuring import forget_visitors, keep_partitions
from showground.worker.privacy.erasing import erase_people
from showground.worker.privacy.exporting import make_exports
from showground.worker.privacy.keeping import keep_schedule
from showground.worker.sweeping.pictures import sweep_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from showground.db.tx import Database
    from showground.settings import Settings

    Loop = Callable[[Settings, Database, asyncio.Event], Coroutine[None, None, None]]

# Each runs until the event is set; one that ends by an error ends the process.
LOOPS: tuple[Loop, ...] = (
    relay_facts,
    run_jobs,
    take_up_notices,
    sweep,
    send_refunds,
    deliver_mail,
    snapshot_wallets,
    tidy,
    sweep_pictures,
    keep_partitions,
    forget_visitors,
    make_exports,
    erase_people,
    keep_schedule,
)


async def run(settings: Settings, db: Database) -> None:
    """Run every loop until SIGINT or SIGTERM, then let each finish what it began.

    Raises:
        TimeoutError: a loop did not finish within `settings.stop_seconds`.
    """
    stopping = stop_on_signals()
    log().info("worker started", loops=len(LOOPS), jobs=settings.worker_jobs)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(loop(settings, db, stopping)) for loop in LOOPS]
        await stopping.wait()
        log().info("worker stopping")
        async with asyncio.timeout(settings.stop_seconds):
            await asyncio.gather(*tasks)
    log().info("worker stopped")


def stop_on_signals() -> asyncio.Event:
    """Return an event that the first SIGINT or SIGTERM sets."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping
