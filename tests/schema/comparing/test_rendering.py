"""How a difference is said: to people, in a document, to programs."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from showground.schema.catalog.types import Reader
from showground.schema.comparing.rendering import render
from showground.schema.comparing.types import Change, Difference, Facet

OLD, NEW = (Reader(name, 180_006, "me", True, True, datetime(2026, 1, 1, tzinfo=UTC)) for name in ("old", "new"))
BODY = "begin\n  a;\n  b;\n  c;\n  d;\n  e;\n  f;\n  g;\nend"
DIFFERENCE = Difference(
    (
        Change("extension", "pg_trgm", "", "added", (Facet("version", "", "1.6"),)),
        Change("table", "app.a", "app.a", "lost", (Facet("kind", "table", ""), Facet("columns", "id int\nb text", ""))),
        Change("column", "note", "app.b", "changed", (Facet("not null", "", "yes"), Facet("default", "1", ""))),
        Change("check", "short", "app.a", "lost", (Facet("definition", "CHECK (a)", ""), Facet("valid", "yes", ""))),
        Change(
            "routine",
            "app.f()",
            "",
            "changed",
            (Facet("definition", BODY, BODY.replace("a;", "A;").replace("g;", "G;")),),
        ),
    )
)
TEXT = """\
5 differences: 2 lost, 1 added, 2 changed.

extensions
  + pg_trgm
      + version: 1.6

routines
  ~ app.f()
        definition:
          begin
      -     a;
      +     A;
            b;
            c;
          ...
            e;
            f;
      -     g;
      +     G;
          end

app.a
  - table
      - columns:
      -   id int
      -   b text
  - check short
      - definition: CHECK (a)

app.b
  ~ column note
        not null: no -> yes
        default: 1 -> none"""


def test_a_difference_is_grouped_by_table_and_only_what_differs_is_shown():
    assert render(DIFFERENCE, OLD, NEW, "text") == TEXT


def test_a_document_has_the_same_under_headings():
    shown = render(DIFFERENCE, OLD, NEW, "markdown").splitlines()

    assert shown[0] == "**5 differences: 2 lost, 1 added, 2 changed.**"
    assert [line for line in shown if line.startswith("#")] == [
        "## Extensions",
        "## Routines",
        "## `app.a`",
        "## `app.b`",
    ]
    assert shown[-5:] == [
        "- **changed** `column note`",
        "  ```diff",
        "    not null: no -> yes",
        "    default: 1 -> none",
        "  ```",
    ]


def test_programs_get_every_facet():
    answer = msgspec.json.decode(render(DIFFERENCE, OLD, NEW, "json"))

    assert answer["counts"] == {"lost": 2, "added": 1, "changed": 2}
    assert (answer["before"], answer["after"]["database"]) == ({"database": "old", "version": 180_006}, "new")
    assert msgspec.convert(answer["changes"], tuple[Change, ...]) == DIFFERENCE.changes


def test_no_difference_is_said():
    assert render(Difference(()), OLD, NEW, "text") == "No difference."


def test_versions_that_write_otherwise_are_named_when_something_differs():
    older = msgspec.structs.replace(OLD, version=150_018)

    assert "PostgreSQL 15 and 18 write some definitions differently" in render(DIFFERENCE, older, NEW, "text")
    assert render(Difference(()), older, NEW, "text") == "No difference."
