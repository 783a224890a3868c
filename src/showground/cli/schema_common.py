"""What the commands of `showground schema` share: which database is meant, and where the answer goes."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from showground.cli.house import running_house
from showground.kit.faults import Invalid, Unavailable, Unknown
from showground.schema.catalog.read import read, reading
from showground.schema.catalog.types import Snapshot
from showground.settings import read_settings


def database_url(named: str | None) -> str:
    """Return the URL that was named, or the owner's of the platform that runs.

    Raises:
        Unavailable: none was named and no platform runs here.
    """
    return named or running_house(read_settings()).owner_url


async def snapshot_at(source: str) -> Snapshot:
    """Return the catalog of a database at a URL, or the one that `showground schema snapshot` saved in a file.

    Raises:
        Unknown: there is no such file.
        Invalid: the file is no snapshot, or the URL is none.
        Unavailable: the database cannot be read.
    """
    if "://" not in source:
        return _saved(Path(source))
    async with reading(source) as connection:
        return await read(connection)


def _saved(file: Path) -> Snapshot:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Snapshot)
    except OSError as error:
        raise Unknown(f"{file} cannot be read: {error.strerror}. Name a file or a URL.") from error
    except msgspec.DecodeError as error:
        raise Invalid(f"{file} is no snapshot, or one of another version: {error}.") from error


def deliver(text: str | bytes, output: Path | None) -> None:
    """Write an answer into a file, or print it; a text ends with a line break, bytes (a picture) stay as they are.

    Raises:
        Unavailable: the file cannot be written.
    """
    answer = text if isinstance(text, bytes) else text.encode()
    answer = answer if answer.endswith(b"\n") or not isinstance(text, str) else answer + b"\n"
    if output is None:
        sys.stdout.buffer.write(answer)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(answer)
    except OSError as error:
        raise Unavailable(f"{output} cannot be written: {error.strerror}.") from error
