"""Builds the demo, whole or not at all: one transaction of the service, every key and check on."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.db.layout import LADDER, SCHEMAS
from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.demo import brands, clubs, doors, measures, news, occasions, payouts, people, sales, talk, taste
from showground.demo.loading import Loader
from showground.demo.logins import LOGINS, PASSWORD, emails_present
from showground.demo.showcase import Showcase, choose
from showground.demo.world import World
from showground.domains.events.importing.parsing import parse
from showground.domains.events.importing.types import Form
from showground.domains.payments.store import take_snapshots
from showground.kit.faults import Conflict, Invalid

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from showground.db.tx import Database, Tx
    from showground.domains.events.importing.types import Parsed
    from showground.domains.events.importing.writing import Bars

ONE_AT_A_TIME = compile_query("demo.one_at_a_time", "select pg_advisory_xact_lock(1397179461)")  # "SGDE"
INHABITED = compile_query("demo.inhabited", "select exists (select from users.user_profiles)")
TABLES_TO_ANALYZE = compile_query(
    "demo.tables_to_analyze",
    """
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = any(:schemas) order by 1
    """,
)
LARGEST = 20.0
CONFERENCES = resources.files("showground") / "demo" / "data" / "conferences.jsonl"
# Rows that a step writes, nearly: at scale 0, and for each unit of scale. Only the bar believes them.
STEPS: dict[str, tuple[int, int]] = {
    "People": (0, 60_000),
    "Organizations": (500, 3_000),
    "Conferences": (7_800, 0),
    "Gatherings": (1_600, 0),
    "Helpers": (2_000, 0),
    "Follows": (0, 119_000),
    "Sales": (22_000, 790_000),
    "Doors": (0, 70_000),
    "Posts": (1_500, 105_000),
    "Conversations": (0, 105_000),
    "Sponsors and ads": (3_000, 8_000),
    "Broadcasts": (2_000, 80_000),
    "Impressions": (0, 1_000_000),
    "Tastes": (600, 5_000),
    "Payouts": (2_000, 1_500),
}


class DemoExists(Conflict):
    """A demo stands alone."""

    code = "demo.exists"
    says = "There are people on this platform already; the demo is for an empty one."


class DemoReport(msgspec.Struct, frozen=True):
    """What a demo consists of."""

    scale: float
    load_day: date
    rows: dict[str, int]
    seconds: dict[str, float]
    showcase: Showcase


async def build_demo(
    db: Database,
    *,
    scale: float,
    progress: Bars | None = None,
    load_day: date | None = None,
    owner_url: str = "",
) -> DemoReport:
    """Fill an empty platform with the demo.

    Args:
        scale: 1 is 20,000 people, 100,000 tickets and 1,000,000 impressions; conferences are the same at any.
        load_day: The day on which it is now in the demo; today, in UTC, when absent.
        owner_url: A login that owns the tables, to gather statistics for the planner; without it autovacuum will.

    Raises:
        DemoExists: there is somebody already.
        Invalid: the scale is not between 0 and 20.
    """
    if not 0 < scale <= LARGEST:
        raise Invalid(f"A demo's scale is above 0 and at most {LARGEST:g}.", field="scale")
    day = load_day or datetime.now(UTC).date()
    async with db.acting_as(Worker()) as tx:
        await _refuse_inhabited(tx)
        archive = parse(CONFERENCES.read_bytes(), Form.JSONL)
        loader = await Loader.open(tx, SCHEMAS)
        world = World(loader, scale=scale, day=day)
        seconds = await _take_steps(world, archive, progress)
        report = DemoReport(scale, day, loader.loaded, seconds, await choose(world))
    async with db.acting_as(Worker()) as tx:  # only what has committed can be in a snapshot
        await take_snapshots(tx)
    if owner_url:
        await gather_statistics(owner_url)
    return report


async def _refuse_inhabited(tx: Tx) -> None:
    await tx.value(ONE_AT_A_TIME)
    if await tx.value(INHABITED):
        raise DemoExists


def _steps(world: World, archive: Parsed) -> dict[str, Callable[[], Awaitable[None]]]:
    return {
        "People": partial(people.settle_people, world, archive.events),
        "Organizations": partial(clubs.found_clubs, world, archive.events),
        "Conferences": partial(occasions.import_archive, world, archive),
        "Gatherings": partial(occasions.hold_gatherings, world, archive.events),
        "Helpers": partial(clubs.ask_helpers, world),
        "Follows": partial(people.follow, world),
        "Sales": partial(sales.sell, world),
        "Doors": partial(doors.scan, world),
        "Posts": partial(talk.post, world),
        "Conversations": partial(talk.converse, world),
        "Sponsors and ads": partial(brands.promote, world),
        "Broadcasts": partial(news.tell, world),
        "Impressions": partial(measures.measure, world),
        "Tastes": partial(taste.place, world),
        "Payouts": partial(payouts.pay_out, world),
    }


async def _take_steps(world: World, archive: Parsed, progress: Bars | None) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for name, step in _steps(world, archive).items():
        base, each = STEPS[name]
        bar = Bar(progress, name, base + round(each * world.scale)) if progress else None
        world.loader.wrote = bar.advance if bar else lambda _: None
        began = time.monotonic()
        await step()
        seconds[name] = round(time.monotonic() - began, 2)
        if bar:
            bar.finish()
    return seconds


class Bar:
    """A bar that ends where it was said to end, however many rows came."""

    def __init__(self, bars: Bars, name: str, total: int) -> None:
        self._bars, self._left = bars, total
        self._task = bars.add_task(name, total=total)

    def advance(self, count: int) -> None:
        """Move on, not beyond the end."""
        step = min(count, self._left)
        self._left -= step
        self._bars.advance(self._task, step)

    def finish(self) -> None:
        """Move to the end."""
        self.advance(self._left)


async def demo_logins(db: Database) -> list[str]:
    """Return lines that tell how to sign in to the demo; none when this platform has none."""
    present = set(await emails_present(db))
    return [f"{login.email:<20} {PASSWORD}   {login.role}" for login in LOGINS if login.email in present]


async def gather_statistics(owner_url: str) -> None:
    """Analyze our tables, as their owner."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("set role showground_owner")
        tables = await connection.fetch(TABLES_TO_ANALYZE.sql, list(LADDER))
        for row in tables:
            await connection.execute(f"analyze {row['name']}")
    finally:
        await connection.close()
