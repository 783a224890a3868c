"""Flows: paths that somebody says lead through the foreign keys, in the form of `flows.csv`."""

from __future__ import annotations

import csv
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from showground.schema.catalog.types import Snapshot

COLUMNS = ("flow", "step", "from", "to", "child", "column")
OURS = {"showground", "users", "organizations", "events", "ticketing"}


class Step(msgspec.Struct, frozen=True):
    """One hop: a foreign key of `child` over `column` between two tables, walked in either direction."""

    flow: str
    number: int
    source: str
    target: str
    child: str
    column: str

    @property
    def parent(self) -> str:
        """The table that the foreign key refers to."""
        return self.target if self.child == self.source else self.source


def parse_flows(text: str) -> tuple[Step, ...]:
    """Read flows from CSV; lines that begin with # say something to people.

    Raises:
        Invalid: it has other columns, a step is no number, or a hop's child is neither of its ends.
    """
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise Invalid(f"Flows have the columns {', '.join(COLUMNS)}.")
    steps = []
    for row in rows:
        if None in row.values() or None in row or not row["step"].isdecimal():
            raise Invalid(f"This is no step of a flow: {','.join(str(value) for value in row.values())}.")
        if row["child"] not in {row["from"], row["to"]}:
            raise Invalid(f"Step {row['step']} of {row['flow']}: {row['child']} is neither end of it.")
        number = int(row["step"])
        steps.append(Step(row["flow"], number, row["from"], row["to"], row["child"], row["column"]))
    return tuple(steps)


def shipped_flows() -> tuple[Step, ...]:
    """Return the flows of this platform."""
    return parse_flows((resources.files("showground.schema") / "flows.csv").read_text(encoding="utf-8"))


def is_ours(snapshot: Snapshot) -> bool:
    """Whether a database is one of this platform, by its schemas."""
    return {schema.name for schema in snapshot.schemas} >= OURS
