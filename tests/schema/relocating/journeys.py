"""What tests of moves share: applying, undoing, and reading a catalog whole."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest

from showground.schema.catalog.read import read
from showground.schema.relocating.moving import relocate
from showground.schema.relocating.plan import parse
from showground.schema.relocating.types import NotMovable, Undo
from showground.schema.relocating.undoing import take_back


async def everything(url):
    """The catalog, without what measures: when it was read, sizes, scans."""
    connection = await asyncpg.connect(url, statement_cache_size=0)
    taken = msgspec.to_builtins(await read(connection))
    await connection.close()
    del taken["reader"]["taken_at"]
    for part in ("tables", "indexes"):
        for one in taken[part]:
            for measure in ("bytes", "scans", "estimated_rows"):
                one.pop(measure, None)
    return taken


async def applied(url, text, **limits):
    """Apply a plan: its outcome, and what takes it back."""
    kept: list[Undo] = []
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        outcome = await relocate(connection, parse(text), text, keep=kept.append, **limits)
    finally:
        await connection.close()
    return outcome, kept[0]


async def undone(url, undo):
    """Take a move back."""
    connection = await asyncpg.connect(url, statement_cache_size=0)
    try:
        return await take_back(connection, undo)
    finally:
        await connection.close()


def plan_of(*tables, more=""):
    """A plan that moves tables into the schema `sales`."""
    return f"{more}\n[schemas.sales]\ntables = [{', '.join(repr(name) for name in tables)}]\n"


async def refused(url, text):
    """Why a plan is not carried out, as lines; the catalog is what it was."""
    before = await everything(url)
    with pytest.raises(NotMovable) as caught:
        await applied(url, text)
    assert await everything(url) == before
    return [str(one) for one in caught.value.obstacles]
