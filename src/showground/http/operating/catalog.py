"""The platform's own database as its catalog tells it, for operators: what is drawn of it, and one table of it."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from showground.kit.faults import Unavailable
from showground.schema.catalog.read import CHANGING, read_within
from showground.schema.drawing.dot import dot
from showground.schema.drawing.graph import graph
from showground.schema.drawing.graphviz import render
from showground.schema.drawing.tables import flows, table_file

if TYPE_CHECKING:
    from showground.http.desk import Desk
    from showground.schema.catalog.types import Snapshot
    from showground.schema.drawing.graph import Graph
    from showground.schema.drawing.tables import TableFile

DRAW_SECONDS = 20
MOST_DEPTH = 3  # keys away from a table
LOCK_SECONDS = 2
TABLES = "/operator/schema/tables/"


class BeingChanged(Unavailable):
    """The catalog cannot be read while a migration holds a table."""

    code = "schema.being_changed"
    says = "The database is being changed just now. Try again in a moment."


async def catalog(desk: Desk) -> Snapshot:
    """Return the catalog as it is now.

    Raises:
        Refused: the person does not run the platform.
        BeingChanged: a table is locked, or something was dropped while it was read.
    """
    desk.require_operator()
    try:
        async with desk.db.snapshot() as connection:
            await connection.execute(f"set local lock_timeout = '{LOCK_SECONDS}s'")
            return await read_within(connection)
    except CHANGING as error:
        raise BeingChanged from error


async def graph_of(desk: Desk, *, around: str, depth: int) -> Graph:
    """Return what there is to draw: everything, or what is near a table.

    Raises:
        NoSuchTable: `around` is none.
    """
    return graph(await catalog(desk), around=[around] if around else (), depth=depth)


async def file_of(desk: Desk, name: str) -> TableFile:
    """Return a table with everything that the catalog says about it.

    Raises:
        NoSuchTable: there is none of that name.
    """
    snapshot = await catalog(desk)
    return table_file(snapshot, name, hops=flows(snapshot))


async def picture_of(drawn: Graph) -> str:
    """Return an SVG whose cards lead to the tables' pages; of a neighbourhood with its keys."""
    near = any(card.centre for card in drawn.cards)
    source = dot(drawn, columns="keys" if near else "none", href=address_of, legend=False)
    return await asyncio.to_thread(_picture, source)


def address_of(table: str) -> str:
    """Return where a table's page stands."""
    return TABLES + quote(table, safe="")


@lru_cache(maxsize=16)
def _picture(source: str) -> str:
    return render(source, to="svg", seconds=DRAW_SECONDS).decode()
