"""The till without HTTP: tasks in this process buy from it at once, so that what HTTP adds can be told."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec
import uvloop

from showground.database import open_database
from showground.domains.payments.till import Till
from showground.domains.payments.types import Purchase
from showground.domains.ticketing.types import Line

if TYPE_CHECKING:
    from collections.abc import Sequence


class Sold(msgspec.Struct, frozen=True):
    """Orders a second, and milliseconds of this process's processor time for each."""

    rate: float
    client_ms: float


def measure_till(url: str, tiers: Sequence[tuple[UUID, UUID]], *, tasks: int, seconds: float) -> Sold:
    """Let `tasks` buyers take free tickets of the tiers for a while."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_sell(url, tiers, tasks=tasks, seconds=seconds))


async def _sell(url: str, tiers: Sequence[tuple[UUID, UUID]], *, tasks: int, seconds: float) -> Sold:
    db = open_database(url)
    till = Till(db, pay_within=timedelta(minutes=30))
    for event_id in {event_id for event_id, _ in tiers}:
        await till._offer(event_id)
    sold, until = 0, time.perf_counter() + seconds

    async def buy() -> None:
        nonlocal sold
        while time.perf_counter() < until:
            event_id, tier_id = random.choice(tiers)
            purchase = Purchase(event_id, (Line(tier_id, 1),), None, email="guest@example.org")
            await till.check_out(purchase, key=uuid4().hex)
            sold += 1

    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(buy() for _ in range(tasks)))
    took, used = time.perf_counter() - began, time.process_time() - used
    await db.close()
    return Sold(sold / took, used * 1000 / max(1, sold))
