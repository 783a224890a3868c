"""`showground import`: events from a file, once however often it is read."""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from showground.cli.demo import progress_bars
from showground.cli.house import open_house
from showground.database import open_database_of
from showground.db.principal import Worker
from showground.kit.faults import Invalid
from showground.settings import read_settings

if TYPE_CHECKING:
    from showground.cli.house import House
    from showground.domains.events.importing.types import Parsed
    from showground.domains.events.importing.writing import ImportReport


def events(file: Path, *, owner: str = "", dry_run: bool = False, limit: int | None = None) -> None:
    """Import events from a file of JSON lines or CSV. What is here already, by name, first day, host and city, stays.

    Parameters
    ----------
    file
        A `.jsonl` or `.csv` file in UTF-8; its fields are told in docs/operate.md.
    owner
        Handle of the organization or person who is to own them (person:HANDLE, organization:HANDLE when both exist);
        the platform's own archive when absent.
    dry_run
        Read, warn and count; write nothing.
    limit
        Write this many new events at most.
    """
    from showground.domains.events.importing.parsing import form_of, in_order, parse

    if limit is not None and limit < 1:
        raise Invalid("--limit is 1 or more.", field="limit")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", field="file") from error
    parsed = parse(data, form_of(file.name))
    for problem in in_order(parsed):
        print(f"{file}: {problem}", file=sys.stderr)
    with open_house(read_settings()) as house:
        report = asyncio.run(_import(house, parsed, owner=owner, dry_run=dry_run, limit=limit))
    verb = "would be new" if dry_run else "new"
    print(f"{report.read} read, {report.new} {verb} in {report.series} series, {report.known} known", end=", ")
    print(f"{report.left_out} left out, {report.errors} lost")
    if report.errors:
        raise Invalid(f"{report.errors} of {report.read} lines could not be used; they are named above.")


async def _import(house: House, parsed: Parsed, *, owner: str, dry_run: bool, limit: int | None) -> ImportReport:
    from showground.domains.events.importing.owners import (
        OF_ARCHIVE,
        credit_of_archive,
        credit_of_handle,
        owner_of_handle,
    )
    from showground.domains.events.importing.writing import import_events, plan_import

    db, now = open_database_of(house.settings), datetime.now(UTC)
    try:
        async with db.acting_as(Worker(), read_only=dry_run) as tx:
            if dry_run:
                if owner:
                    await owner_of_handle(tx, owner)
                return (await plan_import(tx, parsed, credit=OF_ARCHIVE, now=now, limit=limit)).report
            credit = await credit_of_handle(tx, owner) if owner else await credit_of_archive(tx)
            plan = await plan_import(tx, parsed, credit=credit, now=now, limit=limit)
            with progress_bars() if sys.stderr.isatty() else nullcontext() as bars:
                return await import_events(tx, plan, now=now, progress=bars)
    finally:
        await db.close()
