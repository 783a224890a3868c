"""`showground schema report`: what a database's relations and rules really are, with the evidence."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from showground.cli.schema_common import database_url, deliver
from showground.kit.faults import Invalid, Unknown
from showground.schema.reporting.rendering import text
from showground.schema.reporting.rendering.formats import RENDERED, Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from showground.schema.reporting.flows import Step
    from showground.schema.reporting.types import Report


def report(
    *,
    database: str | None = None,
    schema: list[str] | None = None,
    format: Format = "text",  # noqa: A002 - it is what the option is called
    flows: Path | None = None,
    sample: float | None = None,
    statement_seconds: float = 60,
    output: Path | None = None,
    keep: bool = False,
) -> None:
    """Ask a database what its relations and rules really are, and say what came of it. Nothing is written to it.

    Every foreign key is asked of the rows, which reads the tables whole unless a sample is asked for.

    Parameters
    ----------
    database
        The URL of any PostgreSQL from 15 on; the platform's that runs here when absent.
    schema
        Only this schema, with what leads in and out; may be given several times.
    format
        For a terminal, a repository, a browser or a program.
    flows
        A file of paths to walk through the foreign keys: flow,step,from,to,child,column.
    sample
        Percent of the blocks of big tables to read.
    statement_seconds
        After which a question is given up and called unchecked.
    output
        The file to write; printed when absent.
    keep
        Keep it for the operators' console as well: the whole report of the platform that runs here.
    """
    if keep and (database or schema or flows):
        raise Invalid("What is kept for the operators' console is the whole report of the platform that runs here.")
    if sample is not None and not 0 < sample <= 100:
        raise Invalid("A sample is more than 0 and at most 100 percent.")
    found = asyncio.run(
        _asked(
            database_url(database),
            schemas=schema or [],
            sample=sample,
            statement_seconds=statement_seconds,
            flows=_flows(flows),
        )
    )
    if keep:
        asyncio.run(_kept(found))
    if format == "text" and output is None and sys.stdout.isatty():
        deliver(text.rendered(found, width=_width(), colour=True), None)
    else:
        deliver(RENDERED[format](found), output)


async def _asked(
    url: str,
    *,
    schemas: list[str],
    sample: float | None,
    statement_seconds: float,
    flows: tuple[Step, ...] | None,
) -> Report:
    from showground.schema.catalog.read import read, reading
    from showground.schema.reporting.build import report as build

    async with reading(url) as connection:
        snapshot = await read(connection)
        with _progress() as told:
            return await build(
                connection,
                snapshot,
                schemas=schemas,
                sample=sample,
                statement_seconds=statement_seconds,
                told=told,
                flows=flows,
            )


async def _kept(report: Report) -> None:
    from showground.cli.house import running_house
    from showground.database import open_database_of
    from showground.db.principal import Worker
    from showground.http.operating.reporting import keep_report
    from showground.settings import read_settings

    db = open_database_of(running_house(read_settings()).settings)
    try:
        async with db.acting_as(Worker()) as tx:
            await keep_report(tx, report)
    finally:
        await db.close()


def _flows(file: Path | None) -> tuple[Step, ...] | None:
    from showground.schema.reporting.flows import parse_flows

    if file is None:
        return None
    try:
        return parse_flows(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unknown(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is no text in UTF-8.") from error


def _width() -> int:
    from rich.console import Console

    return Console().width


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show what is being asked, on standard error when that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    with shown:
        task = shown.add_task("relations", total=None)

        def told(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total)

        yield told
