"""The demo world as `showground up` sees it: built once, in an empty platform, with a bar that moves."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from showground.app import open_database_of
from showground.db.principal import Worker
from showground.db.sql import compile_query

if TYPE_CHECKING:
    from showground.cli.house import House

INHABITED = compile_query("demo.inhabited", "select exists (select from users.user_profiles)")


async def first_time_demo(house: House, *, scale: float, wanted: bool) -> list[str]:
    """Fill an empty platform with the demo, and return the lines that tell how to sign in to it.

    Args:
        scale: 1 is 20,000 people and 100,000 tickets.
    """
    if not importlib.util.find_spec("showground.demo") or not importlib.util.find_spec("showground.demo.build"):
        return []
    from showground.demo.build import build_demo, demo_logins  # type: ignore[import-not-found, unused-ignore]

    db = open_database_of(house.settings)
    try:
        async with db.acting_as(Worker(), read_only=True) as tx:
            inhabited = await tx.value(INHABITED)
        if wanted and not inhabited:
            with progress_bars() as bars:
                await build_demo(db, scale=scale, progress=bars)
        logins: list[str] = await demo_logins(db)
        return logins
    finally:
        await db.close()


def progress_bars() -> Progress:
    """Return bars for long work, one per step: what, how far, how many, how long."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
