"""`showground schema check`: a database held against its contract; the exit code says whether it keeps it."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from showground.cli.schema_common import database_url, deliver
from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from showground.schema.proving.check import Checked
    from showground.schema.proving.contract import Contract

Format = Literal["text", "json", "sarif", "junit"]


def check(
    *,
    database: str | None = None,
    contract: Path | None = None,
    flows: Path | None = None,
    tenant: str | None = None,
    format: Format = "text",  # noqa: A002 - the option's name
    sample: float | None = None,
    statement_seconds: float = 60,
    output: Path | None = None,
    everything: bool = False,
) -> None:
    """Hold a database against its contract; exit with 1 when a promise is not proved.

    Nothing is written, and a login that may only read is enough; what it may not see is not proved. Without a contract
    the platform's own database is held against the one that ships with it, any other against its own foreign keys.

    Parameters
    ----------
    database
        URL of a PostgreSQL database, from 15 on; without it the platform's that runs here.
    contract
        File of relations: child, column, parent, parent_column, kind, nullable.
    flows
        File of flows: flow, step, from, to, child, column.
    tenant
        Table of tenants, as schema.table: links between rows of two tenants are looked for.
    format
        text, json, sarif (2.1.0) or junit (XML).
    sample
        Percent of the blocks to read of tables above 1 MB; without it every row is read.
    statement_seconds
        After which a statement is given up, and what it asked is unchecked; 0 waits for ever.
    output
        File to write the answer into, instead of printing it.
    everything
        In text: list also what is proved, with its evidence.
    """
    from showground.schema.proving import contract as contracts
    from showground.schema.proving import formats

    if sample is not None and not 0 < sample <= 100:
        raise Invalid("A sample is more than 0 and at most 100 percent.", field="sample")
    given = database or contract or flows
    promised = contracts.read_contract(contract, flows) if given else contracts.ours()
    if tenant is not None:
        promised = msgspec.structs.replace(promised, tenant=tenant)
    checked = asyncio.run(_check(database_url(database), promised, sample, statement_seconds))
    write: dict[Format, Callable[[], str]] = {
        "text": lambda: formats.text(checked, everything=everything),
        "json": lambda: formats.as_json(checked),
        "sarif": lambda: formats.sarif(checked),
        "junit": lambda: formats.junit(checked),
    }
    deliver(write[format](), output)
    if output is not None:
        print(formats.verdict(checked))
    if checked.failures:
        sys.exit(1)


async def _check(url: str, contract: Contract, sample: float | None, statement_seconds: float) -> Checked:
    from showground.schema.catalog.read import read, reading
    from showground.schema.proving.check import check as judge

    async with reading(url, statement_seconds=statement_seconds) as connection:
        with _progress() as told:
            snapshot = await read(connection)
            return await judge(
                connection, snapshot, contract, sample=sample, statement_seconds=statement_seconds, told=told
            )


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show on a terminal what is being read, and how much of it is."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task("reading the catalog", total=None)
        yield lambda what, done, total: bars.update(bar, description=escape(what[:80]), completed=done, total=total)
