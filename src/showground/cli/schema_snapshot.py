"""`showground schema snapshot`: a database's catalog in a file, to be compared later."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from showground.cli.schema_common import database_url, deliver, snapshot_at


def snapshot(*, database: str | None = None, output: Path | None = None) -> None:
    """Write everything that the catalog of a database says as JSON. It holds no rows.

    Parameters
    ----------
    database
        The URL of any PostgreSQL from 15 on; the platform's that runs here when absent.
    output
        The file to write; printed when absent.
    """
    taken = asyncio.run(snapshot_at(database_url(database)))
    deliver(msgspec.json.format(msgspec.json.encode(taken), indent=1).decode(), output)
