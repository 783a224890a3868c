"""What README and docs say is there: commands, targets, links, settings."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from showground.cli import app
from showground.schema.retention import WORDS, schedule
from showground.settings import Settings, meanings_of_settings, read_settings, variable

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BEGIN, END = "<!-- settings:", "<!-- end of settings -->"
COMPUTED = {"state_dir"}  # its default depends on who asks


def words_after(program, text):
    """Return the words that follow a program's name wherever it stands in code."""
    code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    pattern = rf"(?:^|[\s`/]){program} ([a-z][a-z0-9 -]*)"
    return [found.split() for piece in code for found in re.findall(pattern, piece, re.MULTILINE)]


def is_command(words):
    """Return whether a command of that name exists; what follows a command's own name are its arguments."""
    here = app
    for word in words:
        if word not in here:
            return here is not app and here.default_command is not None
        here = here[word]
    return True


def settings_table():
    """Return the settings as the page must show them."""
    meanings = meanings_of_settings()
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for field in msgspec.structs.fields(Settings):
        default = "see above" if field.name in COMPUTED else field.default
        shown = "" if default == "" else f"`{default}`" if field.name not in COMPUTED else default
        rows.append(f"| `{variable(field.name)}` | {shown} | {meanings[field.name]} |")
    return "\n".join(rows)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_that_a_page_names_exist(page):
    text = page.read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert [words for words in words_after("showground", text) if not is_command(words)] == []
    assert [words[0] for words in words_after("make", text) if words[0] not in targets] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())

    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


def test_every_page_can_be_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        links = re.findall(r"\]\(([^):#]+\.md)[^)]*\)", page.read_text())
        waiting += [found for link in links if (found := (page.parent / link).resolve()) not in seen]
    assert seen == set(PAGES)


def test_the_settings_table_is_that_of_the_code():
    text = (ROOT / "docs" / "operate.md").read_text()
    shown = text.partition(BEGIN)[2].partition("-->\n")[2].partition(END)[0].strip()
    read_settings({})

    assert shown == settings_table()


def test_a_command_that_is_none_is_seen():
    [words] = words_after("showground", "run `showground fly away` now")
    assert not is_command(words)
    assert is_command(["db", "migrate"])


def schedule_table():
    """Return what is kept how long as the page must show it."""
    rows = ["| What | How long | Then |", "|---|---|---|"]
    rows += [
        f"| {term.why} (`{term.table}`) | `{variable(term.setting)}` | {WORDS[term.done]} |" for term in schedule()
    ]
    return "\n".join(rows)


def test_the_schedule_of_what_is_kept_is_that_of_the_code():
    text = (ROOT / "docs" / "operate.md").read_text()
    _, _, after = text.partition("<!-- begin: the schedule of showground/schema/retention.csv -->\n")

    assert after.partition("<!-- end: the schedule -->")[0].strip() == schedule_table()
