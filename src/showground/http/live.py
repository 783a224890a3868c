"""The hub of live numbers, one per process. A topic is a question asked again, as who listens, when something moved.

What moved is known from this process, from the others by PostgreSQL's NOTIFY, and by looking again now and then: a
lost notification delays a number by seconds and loses none. Those who look now and then share a budget, so that ten
thousand listeners cost the database what five hundred do; those who ask the same share one look.
"""

from __future__ import annotations

import asyncio
import hashlib
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import msgspec
from litestar.response.sse import ServerSentEventMessage

from showground.kit.faults import Fault
from showground.logs import log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Hashable
    from types import FrameType

CHANNEL = "showground_live"
POLL_SECONDS = 2.0  # how often to look without notifications
CALM_SECONDS = 5.0  # how often to look with them
HEARTBEAT_SECONDS = 15.0  # a word at least so often, so that proxies keep the line
APART_SECONDS = 0.25  # least time between two looks for one listener, however much moves
AGAIN_SECONDS = 2.0  # until the next try to reach the server
LOOKS_A_SECOND = 100  # how often all listeners of a process together look without being woken
LOOKS_AT_ONCE = 4  # however many are woken: the rest of the connections is for those who wait for a page

Values = Mapping[str, object]
Read = Callable[[], Awaitable[Values]]


class LiveHub:
    """Wakes those who listen to a topic.

    Args:
        listen_url: A direct connection for LISTEN; empty: behind a pooler, so listeners poll.
    """

    def __init__(self, listen_url: str) -> None:
        self._listen_url = listen_url
        self._listeners: dict[UUID, set[asyncio.Event]] = {}
        self._looks: dict[Hashable, asyncio.Task[Values]] = {}
        self._looking = asyncio.Semaphore(LOOKS_AT_ONCE)
        self._count = 0
        self._moved: set[UUID] = set()
        self._something_moved = asyncio.Event()
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connected = False

    def open(self) -> None:
        """Begin to hear the other processes; needs a running loop."""
        if self._listen_url:
            self._task = asyncio.create_task(self._keep_listening())

    def end_on_signals(self) -> None:
        """End every stream once this process is asked to stop: servers wait for open answers, and these have no end.

        The loop's own handlers learn of a signal by another way and run as before.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.getsignal(number)

            def asked(signum: int, frame: FrameType | None, before: object = before) -> None:
                loop.call_soon_threadsafe(self.end)
                if callable(before):
                    before(signum, frame)

            signal.signal(number, asked)

    async def close(self) -> None:
        """End every stream and stop listening."""
        self.end()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def touched(self, topic: UUID) -> None:
        """Say that something about a topic has moved: to listeners here at once, to other processes in a moment."""
        self._wake({topic})
        self._moved.add(topic)
        self._something_moved.set()

    async def follow(
        self, topic: UUID, read: Read, *, last_id: str | None = None, asker: Hashable = None
    ) -> AsyncIterator[ServerSentEventMessage]:
        """Give the answer to `read` whenever it has changed, until the listener goes, may no longer ask, or we stop.

        Args:
            read: Asks as whoever listens, so his right is proved each time; a fault ends the stream, and the browser's
                next attempt is told why.
            last_id: What the listener has seen, from `Last-Event-ID`.
            asker: Listeners of one asker have the same right to the same answer, so one look serves those who look at
                the same moment; None: asks alone.
        """
        moved, told, spoke_at = asyncio.Event(), last_id, time.monotonic()
        self._listeners.setdefault(topic, set()).add(moved)
        self._count += 1
        try:
            while not self._closing.is_set():
                moved.clear()
                try:
                    values = await self._look(read, None if asker is None else (topic, asker))
                except Fault:
                    return
                body = msgspec.json.encode(values).decode()
                name = hashlib.sha256(body.encode()).hexdigest()[:16]
                if name != told:
                    told, spoke_at = name, time.monotonic()
                    yield ServerSentEventMessage(data=body, id=name)
                elif time.monotonic() - spoke_at > HEARTBEAT_SECONDS:
                    spoke_at = time.monotonic()
                    yield ServerSentEventMessage(data=None, comment="still here")  # no message
                await self._pause(moved)
        finally:
            self._count -= 1
            self._listeners[topic].discard(moved)
            if not self._listeners[topic]:
                del self._listeners[topic]

    async def _look(self, read: Read, shared: Hashable) -> Values:
        """Ask, or take the answer to the same question if it is not asked yet."""
        if shared is None:
            return await self._ask(read, None)
        if (task := self._looks.get(shared)) is None:
            task = self._looks[shared] = asyncio.create_task(self._ask(read, shared))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # all who waited may have gone
        return await asyncio.shield(task)  # one listener's going does not take the answer from the others

    async def _ask(self, read: Read, shared: Hashable) -> Values:
        async with self._looking:
            self._looks.pop(shared, None)  # whoever is woken from here on may know of more than this look will see
            return await read()

    def _calm(self) -> float:
        """Return how long a listener that nobody wakes waits until he looks again, in seconds."""
        least = CALM_SECONDS if self._connected else POLL_SECONDS
        return max(least, self._count / LOOKS_A_SECOND)

    async def _pause(self, moved: asyncio.Event) -> None:
        """Wait until something moved or it is time to look again."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), APART_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(moved.wait(), self._calm())

    def end(self) -> None:
        """End every stream; whoever listened connects anew."""
        self._closing.set()
        self._wake(set(self._listeners))

    def _wake(self, topics: set[UUID]) -> None:
        for topic in topics:
            for moved in self._listeners.get(topic, ()):
                moved.set()

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        with suppress(ValueError):  # anybody who may connect may notify
            self._wake({UUID(str(payload))})

    async def _keep_listening(self) -> None:
        while not self._closing.is_set():
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log().warning("live numbers poll: no notifications", error=repr(error))
            self._connected = False
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self) -> None:
        """Hear notifications and send ours, gathered, until the connection breaks."""
        connection = await asyncpg.connect(self._listen_url, server_settings={"application_name": "showground live"})
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self._connected = True
            while not connection.is_closed():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._something_moved.wait(), HEARTBEAT_SECONDS)
                self._something_moved.clear()
                topics, self._moved = self._moved, set()
                await connection.execute(
                    "select pg_catalog.pg_notify($1, t) from unnest($2::text[]) as t", CHANNEL, [str(t) for t in topics]
                )
                await asyncio.sleep(APART_SECONDS)
        finally:
            self._connected = False
            await connection.close(timeout=1)
