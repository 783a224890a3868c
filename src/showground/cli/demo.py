"""The demo as the command line sees it: built once, in an empty platform, with bars that move."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from showground.cli.house import open_house
from showground.database import open_database_of
from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.kit.faults import Unknown
from showground.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from showground.cli.house import House
    from showground.demo.build import DemoReport
    from showground.settings import Settings

INHABITED = compile_query("demo.inhabited", "select exists (select from users.user_profiles)")


def demo(*, scale: float = 0.1, showcase: bool = False) -> None:
    """Fill an empty platform with the demo: real conferences, and around them people, tickets, talk and money.

    Parameters
    ----------
    scale
        1 is 20,000 people, 100,000 tickets and 1,000,000 impressions.
    showcase
        Build nothing; print, as JSON, the ids of an event, organization, person and ticket worth looking at.
    """
    settings = read_settings()
    if showcase:
        print(read_showcase(settings))
        return
    from showground.cli.prepare import prepare

    with open_house(settings) as house:
        asyncio.run(prepare(house))
        report, logins = asyncio.run(_build(house, scale=scale))
    took = sum(report.seconds.values())
    print(f"{sum(report.rows.values())} rows in {len(report.rows)} tables, {took:.0f} s, as of {report.load_day}")
    for login in logins:
        print(f"sign in as {login}")


async def _build(house: House, *, scale: float) -> tuple[DemoReport, list[str]]:
    from showground.demo.build import build_demo, demo_logins

    db = open_database_of(house.settings)
    try:
        with progress_bars() as bars:
            report = await build_demo(db, scale=scale, progress=bars, owner_url=house.owner_url)
        keep_showcase(house.settings, report)
        return report, await demo_logins(db)
    finally:
        await db.close()


async def first_time_demo(house: House, *, scale: float, wanted: bool) -> list[str]:
    """Fill an empty platform with the demo, and return the lines that tell how to sign in to it.

    Args:
        scale: 1 is 20,000 people and 100,000 tickets.
    """
    from showground.demo.build import demo_logins

    db = open_database_of(house.settings)
    try:
        async with db.acting_as(Worker(), read_only=True) as tx:
            inhabited = await tx.value(INHABITED)
        if not wanted or inhabited:
            return await demo_logins(db)
    finally:
        await db.close()
    _, logins = await _build(house, scale=scale)
    return logins


def progress_bars() -> Progress:
    """Return bars for long work, one per step: what, how far, how many, how long."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(file=sys.stderr))


def keep_showcase(settings: Settings, report: DemoReport) -> None:
    """Write what is worth looking at into the state folder."""
    place = _showcase_file(settings)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2))


def read_showcase(settings: Settings) -> str:
    """Return it as JSON.

    Raises:
        Unknown: no demo was built from this state folder.
    """
    place = _showcase_file(settings)
    if not place.exists():
        raise Unknown(f"There is no {place}: build a demo first, with `showground demo` or `showground up`.")
    return msgspec.json.encode(msgspec.json.decode(place.read_bytes())["showcase"]).decode()


def _showcase_file(settings: Settings) -> Path:
    return settings.state_dir / "demo.json"
