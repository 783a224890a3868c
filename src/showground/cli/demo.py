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
    from showground.db.tx import Database

INHABITED = compile_query("demo.inhabited", "select exists (select from users.user_profiles)")


async def first_time_demo(house: House, *, scale: float, wanted: bool) -> list[str]:
    """Fill an empty platform with the demo, and return the lines that tell how to sign in to it.

    Args:
        scale: 1 is 20,000 people and 100,000 tickets.

    Raises:
        DemoExposed: the demo's public logins would be reachable from outside.
    """
    if not importlib.util.find_spec("showground.demo") or not importlib.util.find_spec("showground.demo.build"):
        return []
    from showground.demo.logins import LOGINS, PASSWORD, PRESENT, Found, refuse_logins_outside

    db = open_database_of(house.settings)
    try:
        async with db.acting_as(Worker(), read_only=True) as tx:
            inhabited = await tx.value(INHABITED)
        if wanted and not inhabited:
            await _build(db, scale=scale)
        async with db.acting_as(Worker(), read_only=True) as tx:
            found = await tx.all(PRESENT, Found, emails=[login.email for login in LOGINS])
    finally:
        await db.close()
    present = [one.email for one in found]
    refuse_logins_outside(house.settings.host, present)
    return [f"{login.email:<22} {PASSWORD}   {login.role}" for login in LOGINS if login.email in present]


async def _build(db: Database, *, scale: float) -> None:
    from showground.demo.build import build_demo

    with progress_bars() as bars:
        await build_demo(db, scale=scale, progress=bars)


def progress_bars() -> Progress:
    """Return bars for long work, one per step: what, how far, how many, how long."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
