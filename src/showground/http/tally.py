"""A limit for what is too hot for a round trip each: counted here at once, and in the database together and soon."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from showground.http.limits import UNREACHABLE, take_attempts
from showground.kit.faults import TooMany
from showground.logs import log

if TYPE_CHECKING:
    from datetime import timedelta

    from showground.db.tx import Database

APART_SECONDS, MOST_KEPT = 0.1, 100_000


class Seen(msgspec.Struct):
    """What this process knows of a bucket: attempts of all processes as last heard, and its own since."""

    attempts: int
    ends: float


class Tally:
    """Counts without waiting. Processes learn of each other's counts within a tenth of a second.

    One process alone counts exactly; several together may let pass what they take between two hearings. While the
    database cannot be reached each goes on counting for itself.

    Args:
        per: Length of a window.
    """

    def __init__(self, db: Database, *, per: timedelta) -> None:
        self._db, self._per = db, per
        self._seen: dict[str, Seen] = {}
        self._untold: Counter[str] = Counter()
        self._telling: asyncio.Task[None] | None = None

    def take(self, bucket: str, *, most: int) -> None:
        """Count one.

        Raises:
            TooMany: it is one too many; says when to come back. It costs the database nothing.
        """
        now = time.monotonic()
        seen = self._seen.get(bucket)
        if seen is None or seen.ends <= now:
            seen = self._seen[bucket] = Seen(0, now + self._per.total_seconds())
        if seen.attempts >= most:
            raise TooMany(retry_after=max(1, math.ceil(seen.ends - now)))
        seen.attempts += 1
        self._untold[bucket] += 1
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def drain(self) -> None:
        """Wait until everything counted here is told."""
        if self._telling is not None:
            await self._telling

    async def _tell(self) -> None:
        while self._untold:
            told, self._untold = self._untold, Counter()
            try:
                taken = await take_attempts(self._db, told, per=self._per)
            except UNREACHABLE as error:
                log().warning("purchases are counted by each process alone", error=repr(error))
            else:
                now = time.monotonic()
                for one in taken:  # what was taken meanwhile is not in the answer yet
                    self._seen[one.bucket] = Seen(one.attempts + self._untold.get(one.bucket, 0), now + one.ends_in)
                self._forget(now)
            await asyncio.sleep(APART_SECONDS)

    def _forget(self, now: float) -> None:
        if len(self._seen) > MOST_KEPT:
            self._seen = {bucket: seen for bucket, seen in self._seen.items() if seen.ends > now}
        if len(self._seen) > MOST_KEPT:  # all of them alive: the database still knows
            self._seen.clear()
