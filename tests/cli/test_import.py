"""The real command imports a file once, tells what was odd by line, and writes nothing when asked not to."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import asyncpg
import pytest

LINES = """\
{"name": "Rubyfuza", "url": "http://www.rubyfuza.org", "startDate": "2013-02-07", "city": "Cape Town", "country": "ZA"}
{"name": "EuroRust", "startDate": "2027-10-09", "endDate": "2027-10-10", "online": true, "topics": ["rust", "crabs"]}
{"name": "No day"}
"""


@pytest.fixture
def showground(fresh, tmp_path):
    """Run the command on a database of the test's own; return exit code, output and errors."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SHOWGROUND_")}
    urls = {"DATABASE_URL": fresh.app_url, "SHOWGROUND_OWNER_URL": fresh.owner_url}
    environment = {**clean, **urls, "SHOWGROUND_STATE_DIR": str(tmp_path)}

    def run(*words):
        command = [sys.executable, "-m", "showground", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    return run


async def test_a_file_is_imported_once_and_its_oddities_are_told(showground, fresh, tmp_path):
    file = tmp_path / "events.jsonl"
    file.write_text(LINES)

    dry = showground("import", "events", str(file), "--dry-run")
    first = showground("import", "events", str(file))
    again = showground("import", "events", str(file))

    assert [code for code, _, _ in (dry, first, again)] == [2, 2, 2]  # one line of three is lost
    assert dry[1] == "3 read, 2 would be new in 2 series, 0 known, 0 left out, 1 lost"
    assert first[1] == "3 read, 2 new in 2 series, 0 known, 0 left out, 1 lost"
    assert again[1] == "3 read, 0 new in 0 series, 2 known, 0 left out, 1 lost"
    assert first[2].splitlines() == [
        f"{file}: line 1: warning: endDate is missing; taken to end on the day it starts",
        f"{file}: line 2: warning: topic 'crabs' is not in the vocabulary and is left out",
        f"{file}: line 3: error: startDate is missing",
        "1 of 3 lines could not be used; they are named above.",
    ]
    owner = await asyncpg.connect(fresh.owner_url)
    counted = await owner.fetchval("select count(*) from events.events")
    await owner.close()
    assert counted == 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--owner", "nobody"), 4, "Neither a person nor an organization has this handle."),
        (("--owner", "nobody", "--dry-run"), 4, "Neither a person nor an organization has this handle."),
        (("--limit", "0"), 2, "--limit is 1 or more."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(showground, tmp_path, words, code, says):
    file = tmp_path / "events.jsonl"
    file.write_text(LINES.splitlines()[1].replace(', "crabs"', ""))

    assert showground("import", "events", str(file), *words) == (code, "", says)


def test_a_file_that_is_not_there_or_not_of_events_is_refused(showground, tmp_path):
    missing = tmp_path / "none.jsonl"
    picture = tmp_path / "events.png"
    picture.write_bytes(b"")

    assert showground("import", "events", str(missing)) == (
        2,
        "",
        f"{missing} cannot be read: No such file or directory.",
    )
    assert showground("import", "events", str(picture)) == (2, "", "A file of events ends in .jsonl or .csv.")


async def test_the_demo_is_built_by_the_command_and_shows_what_is_worth_looking_at(showground, fresh):
    before = showground("demo", "--showcase")
    built = showground("demo", "--scale", "0.01")
    after = showground("demo", "--showcase")
    twice = showground("demo", "--scale", "0.01")

    assert before[0] == 4
    assert built[0] == 0, built[2]
    assert [line.split()[3] for line in built[1].splitlines()[1:]] == [
        "organizer@demo.test", "attendee@demo.test", "door@demo.test", "operator@demo.test",
    ]  # fmt: skip
    assert sorted(json.loads(after[1])) == ["event", "organization", "person", "ticket"]
    assert twice[0] == 5
    assert twice[2].endswith("There are people on this platform already; the demo is for an empty one.")
