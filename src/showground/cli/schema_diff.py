"""`showground schema diff`: what two databases, or one at two times, do not have in common."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from showground.cli.schema_common import database_url, deliver, snapshot_at
from showground.schema.comparing.compare import compare
from showground.schema.comparing.rendering import Format, render
from showground.schema.comparing.types import Kind

if TYPE_CHECKING:
    from showground.schema.catalog.types import Snapshot


def diff(
    before: str,
    after: str | None = None,
    *,
    format: Format = "text",  # noqa: A002 - the option's name
    output: Path | None = None,
    ignore: tuple[Kind, ...] = (),
    owners: bool = False,
) -> None:
    """Show what was lost, added and changed from one database to another. Exit with 1 when anything was.

    Tables, columns, constraints, indexes, triggers, policies, grants, functions, sequences, types, views, extensions,
    comments. Sizes, statistics and estimates are never compared; who owns what only when asked for.

    Parameters
    ----------
    before
        The URL of a database, or a file that `showground schema snapshot` wrote.
    after
        The other one; the platform's that runs here when absent.
    format
        How to say it.
    output
        The file to write; printed when absent.
    ignore
        A kind that is not compared: `--ignore grant --ignore "column order"`.
    owners
        Compare owners as well.
    """
    old, new = asyncio.run(_both(before, after or database_url(None)))
    difference = compare(old, new, owners=owners, ignore=ignore)
    deliver(render(difference, old.reader, new.reader, format), output)
    if difference:
        sys.exit(1)


async def _both(before: str, after: str) -> tuple[Snapshot, Snapshot]:
    return await snapshot_at(before), await snapshot_at(after)
