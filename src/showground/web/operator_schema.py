"""The operators' pages of the database: how its tables refer to each other, and what each of them is."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from markupsafe import Markup

from showground.http.desk import Desk
from showground.http.operating.catalog import MOST_DEPTH, TABLES, address_of, catalog, file_of, picture_of
from showground.http.operating.reporting import last_report
from showground.schema.drawing.graph import HUB, Graph, graph
from showground.schema.reporting.rendering.html import fragment
from showground.web.diagram import inline
from showground.web.shell import show

SCHEMA = "/operator/schema"
KEEP = "showground schema report --keep"


class Entry(msgspec.Struct, frozen=True):
    """A table in the list beside the picture. `near` are the ids of the cards that a key ties it to."""

    id: str
    name: str
    table: str
    href: str
    near: str


@get(SCHEMA)
async def schema_page(
    desk: NamedDependency[Desk],
    *,
    around: FromQuery[str] = "",
    depth: Annotated[int, QueryParameter(ge=0, le=MOST_DEPTH)] = 1,
) -> Response[Any]:
    """Show how the tables refer to each other: all of them, or what is near one."""
    snapshot = await catalog(desk)
    whole = graph(snapshot)
    drawn = graph(snapshot, around=[around], depth=depth) if around else whole
    return show(
        desk,
        "operator/schema.html",
        picture=inline(await picture_of(drawn)),
        entries=entries(drawn),
        tables=[card.table for card in whole.cards],
        ties=len(drawn.ties),
        hub=HUB,
        around=around,
        depth=depth,
        depths=range(MOST_DEPTH + 1),
    )


@get(TABLES + "{name:str}")
async def table_page(name: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show everything that the catalog says about a table."""
    return show(desk, "operator/schema_table.html", file=await file_of(desk, name), address_of=address_of)


@get("/operator/schema/report")
async def report_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the report that was kept last: what is proved takes its time, so no request makes one."""
    async with desk.open_as_operator() as tx:
        kept = await last_report(tx)
    told = Markup(fragment(kept.report)) if kept.report else None  # noqa: S704 - its template escapes
    return show(desk, "operator/schema_report.html", made_at=kept.made_at, report=told, command=KEEP)


def entries(drawn: Graph) -> list[tuple[str, list[Entry]]]:
    """Return by schema the tables of a picture, with the ids of their cards."""
    place = {card.table: f"t{number}" for number, card in enumerate(drawn.cards)}
    pairs = {(tie.child, tie.parent) for tie in drawn.ties if tie.parent in place}
    near = {
        name: {place[b] for a, b in pairs if a == name} | {place[a] for a, b in pairs if b == name} for name in place
    }
    every = [
        Entry(place[card.table], card.name, card.table, address_of(card.table), " ".join(sorted(near[card.table])))
        for card in drawn.cards
    ]
    schema = {card.table: card.schema for card in drawn.cards}
    return [(name, list(rows)) for name, rows in groupby(every, key=lambda row: schema[row.table])]


HANDLERS = [schema_page, table_page, report_page]
