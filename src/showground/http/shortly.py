"""Answers that are the same for everybody, kept for a moment in this process: a crowd asks the database once."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

T = TypeVar("T")
MOST = 2_000


class Shortly(Generic[T]):
    """Remembers what `make` returned, by key. Whoever asks while it is being made waits for the same answer.

    Args:
        seconds: How long an answer is given again.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, asyncio.Task[T]]] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return the kept answer, or make it. A failure is told to all who wait for it and not kept."""
        now = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return await asyncio.shield(kept[1])
        if len(self._kept) >= MOST:
            self._kept = {known: one for known, one in self._kept.items() if now < one[0]}
        if len(self._kept) >= MOST:
            return await make()
        task = asyncio.ensure_future(_made(make))
        self._kept[key] = (now + self._seconds, task)
        try:
            return await asyncio.shield(task)
        except Exception:
            self._kept.pop(key, None)
            raise


async def _made(make: Callable[[], Awaitable[T]]) -> T:
    return await make()
