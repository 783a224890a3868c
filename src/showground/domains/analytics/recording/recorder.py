"""The recorder: takes what visitors see and do, at once and without waiting, and writes it in batches. One per process.

What it holds when its process is killed is lost: at most what came in during one pause. Sales and scans do not pass
here: they are counted from facts, which commit with what they tell of.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import asyncpg

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.analytics.recording import store
from showground.domains.analytics.recording.rules import visitor_key
from showground.kit.faults import Unavailable
from showground.logs import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Database
    from showground.domains.analytics.recording.types import Sighting

BATCH = 500
LONGEST_PAUSE = 30.0  # seconds between two tries while the server cannot be reached
LAST_TRIES = 3  # when the process ends


class Recorder:
    """Gathers and writes.

    Args:
        secret: Returns the installation's key for visitors; asked when the first is written.
        pause: How long to gather before writing.
        most: How much is kept while it cannot be written; what comes then is dropped, counted and logged.
    """

    def __init__(self, db: Database, secret: Callable[[], bytes], *, pause: timedelta, most: int) -> None:
        self._db, self._secret = db, secret
        self._pause, self._most = pause.total_seconds(), most
        self._queue: deque[Sighting] = deque()
        self._salts: dict[date, bytes] = {}
        self._task: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._told = 0
        self.dropped = 0
        self.written = 0

    def note(self, sightings: Iterable[Sighting]) -> None:
        """Take what was seen; it is written soon. Never waits and never raises."""
        for one in sightings:
            if len(self._queue) < self._most:
                self._queue.append(one)
            else:
                self.dropped += 1
        if self._queue and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._write_all())

    async def drain(self) -> None:
        """Write what is there, and take no more time over it than a few tries."""
        self._ending.set()
        while self._task is not None and not self._task.done():
            await self._task
        if self._queue:
            self.dropped += len(self._queue)
            self._queue.clear()
            self._tell()

    async def _write_all(self) -> None:
        """Gather for a moment, then write batch after batch; begin again after a pause when the server is away."""
        pause, tries = self._pause, 0
        while self._queue:
            await self._rest(pause)
            pause = self._pause
            while self._queue:
                batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
                try:
                    await self._write(batch)
                except (OSError, asyncpg.InterfaceError, Unavailable) as error:
                    self._queue.extendleft(reversed(batch))
                    tries += 1
                    pause = min(LONGEST_PAUSE, self._pause * 2**tries)
                    log().warning("what was seen waits to be written", waiting=len(self._queue), error=repr(error))
                    break
            else:
                tries = 0
            self._tell()
            if self._ending.is_set() and tries >= LAST_TRIES:
                return

    async def _rest(self, seconds: float) -> None:
        """Pause; shorter once the process ends."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    async def _write(self, batch: Sequence[Sighting]) -> None:
        """Write a batch. One that is refused is halved until what spoils it is alone, which is dropped and logged."""
        try:
            visitors = await self._visitors(batch)
            fault.point("analytics.before_record")
            self.written += len(await store.record(self._db, batch, visitors))
        except (OSError, asyncpg.InterfaceError, Unavailable):
            raise
        except Exception:  # noqa: BLE001 - whatever it is belongs to one of them
            if len(batch) == 1:
                self.dropped += 1
                log().exception("what was seen cannot be written", kind=batch[0].kind, surface=batch[0].surface)
                return
            middle = len(batch) // 2
            await self._write(batch[:middle])
            await self._write(batch[middle:])

    async def _visitors(self, batch: Sequence[Sighting]) -> list[int | None]:
        """Return the keys of visitors; of those who do not want to be followed none."""
        secret = self._secret()
        salts = {day: await self._salt(day) for day in {day_of(one.id) for one in batch if not one.by.nobody}}
        return [
            None if one.by.nobody else visitor_key(one.by.trace, secret=secret, salt=salts[day_of(one.id)])
            for one in batch
        ]

    async def _salt(self, day: date) -> bytes:
        if day not in self._salts:
            async with self._db.acting_as(Worker()) as tx:
                salt = await store.salt_of(tx, day)
            self._salts = {day: salt}
        return self._salts[day]

    def _tell(self) -> None:
        if self.dropped > self._told:
            log().error("what was seen was dropped", dropped=self.dropped - self._told, since_start=self.dropped)
            self._told = self.dropped


def day_of(identifier: UUID) -> date:
    """Return the day (UTC) on which an identifier was made."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC).date()
