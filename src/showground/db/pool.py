"""Connections: one pool per database role, because a statement cached under another role is planned anew."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.measures import POOL_IN_USE, POOL_SIZE, POOL_WAIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from asyncpg.pool import PoolConnectionProxy

Lane = str  # "login" for gate calls in autocommit, else a role: anon, authenticated, service_role


class LeanConnection(asyncpg.Connection):
    """A connection without the reset round trip: every transaction ends by our own hand and sets only local state."""

    def get_reset_query(self) -> str:
        """Return no reset statements."""
        return ""


async def prepare_connection(connection: asyncpg.Connection) -> None:
    """Teach a connection to carry JSON as Python values."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind,
            schema="pg_catalog",
            encoder=lambda value: msgspec.json.encode(value).decode(),
            decoder=msgspec.json.decode,
        )


class Pools:
    """Lazily opened pools, one per lane.

    Args:
        url: Connection URL of the serving login.
        size: Connections per lane at most.
        pooler: The server is behind a transaction-mode pooler, which forbids prepared statements.
        acquire_seconds: How long a request may wait for a connection.
    """

    def __init__(self, url: str, *, size: int = 8, pooler: bool = False, acquire_seconds: float = 10.0) -> None:
        self._url, self._size, self._pooler, self._acquire_seconds = url, size, pooler, acquire_seconds
        self._pools: dict[Lane, asyncpg.Pool] = {}
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def connection(self, lane: Lane) -> AsyncIterator[PoolConnectionProxy]:
        """Lend a connection of a lane."""
        pool = self._pools.get(lane) or await self._open(lane)
        began, in_use = time.perf_counter(), POOL_IN_USE.labels(lane)
        async with pool.acquire(timeout=self._acquire_seconds) as connection:
            POOL_WAIT.labels(lane).observe(time.perf_counter() - began)
            in_use.inc()
            try:
                yield connection
            finally:
                in_use.dec()

    async def close(self) -> None:
        """Close every pool, waiting for what still runs."""
        lanes, pools, self._pools = list(self._pools), list(self._pools.values()), {}
        for lane in lanes:
            POOL_SIZE.labels(lane).dec(self._size)
        await asyncio.gather(*(pool.close() for pool in pools))

    def usage(self) -> dict[Lane, tuple[int, int]]:
        """Return for each open lane how many connections are in use and open."""
        return {lane: (pool.get_size() - pool.get_idle_size(), pool.get_size()) for lane, pool in self._pools.items()}

    async def _open(self, lane: Lane) -> asyncpg.Pool:
        async with self._opening:
            if lane not in self._pools:
                self._pools[lane] = await asyncpg.create_pool(
                    self._url,
                    min_size=1,
                    max_size=self._size,
                    init=prepare_connection,
                    connection_class=LeanConnection,
                    statement_cache_size=0 if self._pooler else 256,
                    server_settings={"application_name": f"showground {lane}"},
                )
                POOL_SIZE.labels(lane).inc(self._size)
            return self._pools[lane]
