"""Very many tables are read while somebody waits: measured and printed."""

from __future__ import annotations

import time

from tests.budget import pick
from tests.schema.catalog.many import make_tables

from showground.schema.catalog.read import read, reading
from showground.schema.comparing.compare import compare

COUNT = pick(short=200, soak=10_000)


async def test_very_many_tables_are_read_and_compared(scratch, version, capsys):
    async with scratch(version) as url:
        await make_tables(url, COUNT)
        began = time.monotonic()
        async with reading(url) as connection:
            found = await read(connection)
        seconds = time.monotonic() - began

    began = time.monotonic()
    difference = compare(found, found)
    compared = time.monotonic() - began

    assert (len(found.tables), len(found.indexes), len(found.policies)) == (COUNT, 3 * COUNT, COUNT)
    assert {table.bytes > 0 for table in found.tables} == {index.bytes > 0 for index in found.indexes} == {True}
    assert not difference
    with capsys.disabled():
        print(f"\n  {COUNT} tables on PostgreSQL {version}: read in {seconds:.2f} s, compared in {compared:.2f} s")
