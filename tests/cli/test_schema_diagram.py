"""`showground schema diagram`: the whole and a neighbourhood, of the platform's database and of a file."""

from __future__ import annotations

import pytest
from tests.cli.test_commands import showground


@pytest.fixture(scope="module")
def saved(site, tmp_path_factory):
    """The catalog in a file."""
    file = tmp_path_factory.mktemp("schema") / "snapshot.json"
    assert showground("schema", "snapshot", "--database", site.owner_url, "--output", str(file)) == (0, "", "")
    return str(file)


def test_the_running_platform_is_drawn_as_svg(site):
    urls = {"DATABASE_URL": site.app_url, "SHOWGROUND_OWNER_URL": site.owner_url}

    code, out, err = showground("schema", "diagram", **urls)

    assert (code, err) == (0, "")
    assert out.startswith("<?xml")
    assert "ticketing.tickets" in out


def test_a_neighbourhood_has_its_keys_and_nothing_further_away(saved):
    around = ["--database", saved, "--around", "ticketing.tickets", "--depth", "1"]

    code, out, err = showground("schema", "diagram", *around, "--format", "mermaid")

    assert (code, err) == (0, "")
    assert '"ticketing.tickets" {' in out
    assert "uuid tier_id FK" in out
    assert "messaging.mails" not in out


def test_a_png_goes_into_a_file(saved, tmp_path):
    file = tmp_path / "tickets.png"

    code, out, err = showground(
        *("schema", "diagram", "--database", saved, "--schema", "ml", "--format", "png", "--output", str(file))
    )

    assert (code, out, err) == (0, "", "")
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_table_that_is_not_there_is_one_sentence(saved):
    code, out, err = showground("schema", "diagram", "--database", saved, "--around", "ticketing.ticket")

    assert (code, out) == (4, "")
    assert err.startswith("There is no table ticketing.ticket. Do you mean ticketing.tickets")
