"""`showground schema diff`: two databases, or one and what was saved of it."""

from __future__ import annotations

import msgspec
from tests.cli.test_commands import showground

from showground.db.cluster import connected


def test_a_database_equals_what_was_saved_of_it_until_it_is_changed(fresh, tmp_path):
    saved, answer = str(tmp_path / "before.json"), tmp_path / "answer.json"
    showground("schema", "snapshot", "--database", fresh.owner_url, "--output", saved)

    assert showground("schema", "diff", saved, fresh.owner_url) == (0, "No difference.", "")

    with connected(fresh.owner_url) as connection:
        connection.execute("alter table ticketing.tickets disable row level security")
    code, out, err = showground("schema", "diff", saved, DATABASE_URL=fresh.owner_url)
    assert (code, err) == (1, "")
    assert out.splitlines()[2:] == ["ticketing.tickets", "  ~ table", "        row level security: yes -> no"]

    written = showground("schema", "diff", saved, fresh.owner_url, "--format", "json", "--output", str(answer))
    assert (written, msgspec.json.decode(answer.read_bytes())["counts"]) == (
        (1, "", ""),
        {"lost": 0, "added": 0, "changed": 1},
    )
    assert showground("schema", "diff", saved, fresh.owner_url, "--ignore", "table", "--ignore", "grant")[0] == 0


def test_a_platform_and_another_of_the_same_version_have_everything_in_common(site, fresh):
    assert showground("schema", "diff", site.superuser_url, fresh.app_url, "--owners") == (0, "No difference.", "")


def test_a_kind_that_is_none_is_refused(site):
    code, _, err = showground("schema", "diff", site.owner_url, site.owner_url, "--ignore", "weather")

    assert (code, "weather" in err) == (2, True)
