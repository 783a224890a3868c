"""`showground schema check`: its exit code is for machines, its answer for both."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack, suppress
from xml.dom import minidom

import pytest
from tests.cli.test_commands import showground
from tests.schema.proving.town import CONTRACT, FLOWS, TOWN
from tests.schema.servers import Servers, run


@pytest.fixture
async def town(server):
    with ExitStack() as opened:
        async with Servers(server, opened).scratch(18, TOWN) as url:
            yield url


@pytest.fixture
def promise(tmp_path):
    (tmp_path / "relations.csv").write_text(CONTRACT)
    (tmp_path / "flows.csv").write_text(FLOWS)
    return ("--contract", str(tmp_path / "relations.csv"), "--flows", str(tmp_path / "flows.csv"))


async def test_a_kept_contract_is_0_and_a_broken_one_1(town, promise, tmp_path):
    kept = showground("schema", "check", "--database", town, *promise)
    await run(town, "alter table town.posts drop constraint posts_by")
    broken = showground("schema", "check", "--database", town, *promise)
    written = showground(
        "schema", "check", "--database", town, *promise, "--format", "sarif", "--output", str(tmp_path / "found.sarif")
    )

    assert (kept[0], kept[2]) == (0, "")
    assert "9 of 9 relations enforced" in kept[1].splitlines()[-1]
    assert kept[1].endswith("everything proved")
    assert (broken[0], broken[2]) == (1, "")
    assert "VIOLATED" not in broken[1]
    assert "HOLDS  fk  town.posts.author_id -> town.people.id" in broken[1].splitlines()
    assert "    no foreign key enforces town.posts.author_id -> town.people.id" in broken[1].splitlines()
    assert written == (1, broken[1].splitlines()[-1], "")
    [found] = json.loads((tmp_path / "found.sarif").read_text())["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 9}


async def test_two_checks_say_the_same(town, promise):
    asked = ("schema", "check", "--database", town, *promise, "--format", "json")

    assert showground(*asked) == showground(*asked)


async def test_a_terminal_is_shown_how_far_it_is(town, promise):
    here, there = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "showground", "schema", "check", "--database", town, *promise),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=there,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "160"},
    )
    os.close(there)
    seen = await asyncio.to_thread(everything_from, here)
    os.close(here)

    assert await process.wait() == 0
    assert "reading the catalog" in seen  # what comes after goes by faster than a terminal is painted
    assert re.search(r"\d%", seen)


def everything_from(terminal):
    """Read until nobody writes any more, which a terminal says by an error."""
    read = b""
    with suppress(OSError):
        while piece := os.read(terminal, 65536):
            read += piece
    return read.decode()


async def test_a_database_without_a_contract_is_held_against_its_own_keys(town):
    code, out, _ = showground("schema", "check", "--database", town, "--format", "junit", "--tenant", "town.accounts")

    suites = minidom.parseString(out).getElementsByTagName("testsuite")  # noqa: S318 - our own text
    assert code == 0
    assert {suite.getAttribute("name"): suite.getAttribute("tests") for suite in suites} == {
        "tenant": "3",
        "foreign key": "11",
        "body": "2",
    }


def test_our_own_database_is_held_against_our_contract(site):
    urls = {"DATABASE_URL": site.app_url, "SHOWGROUND_OWNER_URL": site.owner_url}

    code, out, err = showground("schema", "check", "--format", "json", **urls)

    assert (code, err) == (0, "")
    assert json.loads(out)["relations"] == {"promised": 93, "enforced": 93}


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        (("--sample", "0"), 2, "A sample is more than 0 and at most 100 percent."),
        (("--contract", "none.csv"), 4, "none.csv cannot be read: No such file or directory."),
        (("--tenant", "town.nothing"), 2, "town.nothing is no table of tenants"),
    ],
)
async def test_what_cannot_be_asked_is_one_sentence(town, given, code, says):
    found = showground("schema", "check", "--database", town, *given)

    assert found[0] == code
    assert found[2].startswith(says)
