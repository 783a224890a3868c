"""A limit that one process keeps in its memory."""

from __future__ import annotations

import time

from showground.kit.faults import TooMany

MOST_KEPT = 100_000


class Brake:
    """Counts in this process alone, in windows of a fixed length: cheap enough for every purchase.

    Args:
        seconds: Length of a window.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._began = seconds, time.monotonic()
        self._counts: dict[str, int] = {}

    def take(self, who: str, *, most: int) -> None:
        """Count one.

        Raises:
            TooMany: it is one too many; says when to come back.
        """
        left = self._began + self._seconds - time.monotonic()
        if left <= 0 or len(self._counts) > MOST_KEPT:
            self._counts, self._began, left = {}, time.monotonic(), self._seconds
        self._counts[who] = self._counts.get(who, 0) + 1
        if self._counts[who] > most:
            raise TooMany(retry_after=int(left) + 1)
