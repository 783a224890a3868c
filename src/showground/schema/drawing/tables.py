"""One table with everything that the catalog says about it, as a page beside the picture shows it."""

from __future__ import annotations

import csv
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from showground.kit.faults import literal
from showground.schema.catalog.types import (
    Column,
    Constraint,
    ForeignKey,
    Grant,
    Index,
    Policy,
    Snapshot,
    Table,
    Trigger,
)
from showground.schema.drawing.graph import NoSuchTable

if TYPE_CHECKING:
    from collections.abc import Iterable


class Hop(msgspec.Struct, frozen=True):
    """A step of a flow from one table to the next; `key` is the foreign key that makes it one, "" when none does."""

    flow: str
    step: int
    origin: str
    target: str
    child: str
    column: str
    key: str


class TableFile(msgspec.Struct, frozen=True):
    """A table. Of a partitioned one, `bytes` and `rows` are its partitions' together."""

    table: Table
    rows: int  # the planner's estimate; -1 when never analyzed
    bytes: int  # with indexes
    index_bytes: int
    partitions: tuple[Table, ...]
    columns: tuple[Column, ...]
    primary: tuple[str, ...]
    leaving: tuple[ForeignKey, ...]
    arriving: tuple[ForeignKey, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    triggers: tuple[Trigger, ...]
    policies: tuple[Policy, ...]
    grants: tuple[Grant, ...]
    hops: tuple[Hop, ...]


def table_file(snapshot: Snapshot, name: str, *, hops: Iterable[Hop] = ()) -> TableFile:
    """Return what there is to say about a table.

    Raises:
        NoSuchTable: there is none of that name.
    """
    table = next((one for one in snapshot.tables if one.name == name), None)
    if table is None:
        raise NoSuchTable(literal(f"There is no table {name}."), table=name)
    partitions = _beneath(snapshot, name)
    whole = {name, *(one.name for one in partitions)}
    leaves = [one for one in (table, *partitions) if one.kind != "partitioned"]
    known = [one.estimated_rows for one in leaves if one.estimated_rows >= 0]
    constraints = tuple(one for one in snapshot.constraints if one.table == name)
    on_columns = f"{name}."
    return TableFile(
        table=table,
        rows=sum(known) if known else -1,
        bytes=sum(one.bytes for one in leaves),
        index_bytes=sum(one.bytes for one in snapshot.indexes if one.table in whole),
        partitions=partitions,
        columns=tuple(one for one in snapshot.columns if one.table == name),
        primary=next((one.columns for one in constraints if one.kind == "primary"), ()),
        leaving=tuple(one for one in snapshot.foreign_keys if one.child == name),
        arriving=tuple(one for one in snapshot.foreign_keys if one.parent == name),
        constraints=constraints,
        indexes=tuple(one for one in snapshot.indexes if one.table == name),
        triggers=tuple(one for one in snapshot.triggers if one.table == name),
        policies=tuple(one for one in snapshot.policies if one.table == name),
        grants=tuple(
            one
            for one in snapshot.grants
            if (one.on == "table" and one.object == name) or (one.on == "column" and one.object.startswith(on_columns))
        ),
        hops=tuple(one for one in hops if name in {one.origin, one.target}),
    )


def flows(snapshot: Snapshot) -> tuple[Hop, ...]:
    """Return the hops of the platform's five flows, each with the key of the catalog that makes it a way."""
    text = (resources.files("showground.schema") / "flows.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Hop(
            flow=row["flow"],
            step=int(row["step"]),
            origin=row["from"],
            target=row["to"],
            child=row["child"],
            column=row["column"],
            key=_key_of(snapshot, row),
        )
        for row in rows
    )


def _key_of(snapshot: Snapshot, row: dict[str, str]) -> str:
    """Return the key from the column to the other table of the hop; the one with the fewest columns says it best."""
    parent = row["to"] if row["child"] == row["from"] else row["from"]
    keys = (one for one in snapshot.foreign_keys if (one.child, one.parent) == (row["child"], parent))
    fitting = sorted((len(one.columns), one.name) for one in keys if row["column"] in one.columns)
    return fitting[0][1] if fitting else ""


def _beneath(snapshot: Snapshot, name: str) -> tuple[Table, ...]:
    parts = tuple(one for one in snapshot.tables if one.partition_of == name)
    return parts + tuple(deeper for one in parts for deeper in _beneath(snapshot, one.name))
