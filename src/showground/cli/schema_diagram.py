"""`showground schema diagram`: how tables refer to each other, as a picture or in a language drawn elsewhere."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Literal

from showground.cli.schema_common import database_url, deliver, snapshot_at
from showground.kit.faults import Invalid


def diagram(
    *,
    format: Literal["svg", "png", "mermaid", "dot"] = "svg",  # noqa: A002 - the name that every such command has
    around: list[str] | None = None,
    depth: int = 2,
    schema: list[str] | None = None,
    columns: Literal["keys", "all", "none"] | None = None,
    lines: bool = False,
    database: str | None = None,
    output: Path | None = None,
) -> None:
    """Draw a database, or the neighbourhood of a table, grouped by schema.

    Partitions stand on their parent's card. A table that more than eight others refer to is a hub: in a picture of the
    whole, keys to it stand in words, because their lines would cover all others.

    Parameters
    ----------
    format
        svg, png, mermaid (erDiagram) or dot.
    around
        A table, or several, to draw with what is near.
    depth
        How many foreign keys away is near. A hub that is met on the way is drawn; what else refers to it is not.
    schema
        A schema, or several, to draw alone.
    columns
        keys: primary and foreign; all; none. Of a neighbourhood keys, of the whole none, when absent.
    lines
        Draw every key as a line, also to hubs.
    database
        The URL of any PostgreSQL from 15 on, or a file that `showground schema snapshot` wrote; the platform's that
        runs here when absent.
    output
        The file to write; printed when absent.
    """
    from showground.schema.drawing.dot import dot
    from showground.schema.drawing.graph import graph
    from showground.schema.drawing.graphviz import render
    from showground.schema.drawing.mermaid import mermaid

    if format == "png" and output is None and sys.stdout.isatty():
        raise Invalid("A picture is not for a terminal. Name a file: --output schema.png.")
    snapshot = asyncio.run(snapshot_at(database_url(database)))
    drawn = graph(snapshot, schemas=schema or (), around=around or (), depth=depth, lines=lines)
    shown = columns or ("keys" if around else "none")
    if format == "mermaid":
        return deliver(mermaid(drawn, columns=shown), output)
    source = dot(drawn, columns=shown)
    return deliver(source if format == "dot" else render(source, to=format), output)
