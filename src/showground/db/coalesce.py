"""Several callers, one commit: what queues up while the last commit runs goes into the next one together."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from showground.measures.tracing import part

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")


class Coalescer(Generic[T, R]):
    """Runs requests in batches without a waiting window: a lone request goes alone and at once.

    A batch that raises is run again one by one, so that one bad request harms nobody else.

    Args:
        run: Answers a batch in order; an answer that is an exception is raised to its caller.
        most: Requests in one batch at most.
        flushers: Batches under way at once; one is enough for one database machine.
    """

    def __init__(
        self, run: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]], *, most: int = 64, flushers: int = 1
    ) -> None:
        self._run, self._most = run, most
        self._queue: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._free = flushers
        self._tasks: set[asyncio.Task[None]] = set()

    async def submit(self, request: T) -> R:
        """Return the answer to a request once its batch has committed."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._queue.append((request, answer))
        if self._free:
            self._free -= 1
            task = asyncio.create_task(self._flush())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def drain(self) -> None:
        """Wait until everything submitted so far has been answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _flush(self) -> None:
        try:
            while self._queue:
                batch = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
                await self._answer(batch)
        finally:  # no await between the empty queue and this: nobody submits in between and waits for ever
            self._free += 1

    async def _answer(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            with part("gate", batch=len(batch)):
                answers = await self._run([request for request, _ in batch])
            if len(answers) != len(batch):
                msg = f"{len(answers)} answers to {len(batch)} requests"
                raise ValueError(msg)
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the callers
            if len(batch) == 1:
                _settle(batch[0][1], error)
                return
            for single in batch:
                await self._answer([single])
            return
        for (_, waiting), answer in zip(batch, answers, strict=True):
            _settle(waiting, answer)


def _settle(waiting: asyncio.Future[R], answer: R | Exception) -> None:
    if waiting.done():  # the caller went away
        return
    if isinstance(answer, Exception):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)
