"""A crowd: one connection per actor, released together."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from showground.database import open_database
from showground.db.sql import compile_query
from showground.domains.payments.till import Till
from showground.domains.payments.types import Purchase
from showground.domains.ticketing.types import Line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from showground.db.tx import Database

T = TypeVar("T")
ACTORS = 64
PRESENT = compile_query("crowd.present", "select 1")


class Present(NamedTuple):
    """What somebody answers whose connection is open."""

    one: int


@asynccontextmanager
async def crowd(app_url: str, actors: int = ACTORS) -> AsyncIterator[list[Database]]:
    """Yield one database per actor, each with a connection of its own that is already open."""
    everyone = [open_database(app_url, size=1) for _ in range(actors)]
    try:
        await asyncio.gather(*(db.call(PRESENT, Present) for db in everyone))
        yield everyone
    finally:
        await asyncio.gather(*(db.close() for db in everyone))


async def at_once(acts: Sequence[Callable[[], Awaitable[T]]]) -> list[T | BaseException]:
    """Start every act behind one barrier and return what each answered or raised."""
    barrier = asyncio.Barrier(len(acts))

    async def wait_and(act: Callable[[], Awaitable[T]]) -> T:
        await barrier.wait()
        return await act()

    return await asyncio.gather(*(wait_and(act) for act in acts), return_exceptions=True)


def till(db: Database) -> Till:
    """Return a till of one process."""
    return Till(db, pay_within=timedelta(minutes=30))


def purchase(shop, buyer=None, *, quantity=1, **more) -> Purchase:
    """Return a purchase of a shop's tier."""
    return Purchase(
        event_id=shop.event_id,
        lines=(Line(shop.tier_id, quantity),),
        buyer=buyer and buyer.user_id,
        email="guest@example.org" if buyer is None else None,
        **more,
    )
