"""What the access matrix says, read from its files."""

from __future__ import annotations

import csv
from pathlib import Path

import showground.schema

FOLDER = Path(showground.schema.__file__).parent
VERBS = ("select", "insert", "update", "delete")
ROWS = ("all", "own", "none")


def read(name):
    """Return the lines of a CSV of the schema folder as dictionaries; lines that start with # are comments."""
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def cells():
    """Return the matrix: (table, persona, verb) -> rows."""
    return {(line["table"], line["persona"], line["verb"]): line["rows"] for line in read("access.csv")}
