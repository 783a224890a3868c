"""A snapshot looked up by table: built once, so that ten thousand tables are read in one pass."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from showground.schema.proving.types import Link

if TYPE_CHECKING:
    from showground.schema.catalog.types import Column, ForeignKey, Index, Snapshot, Table


class Key(NamedTuple):
    """Columns whose values are never twice in a table, and the constraint or index that sees to it."""

    name: str
    columns: tuple[str, ...]


class Maps(NamedTuple):
    """What belongs to each table. Partitions stand behind the table that they are a part of: `roots` has none."""

    snapshot: Snapshot
    roots: dict[str, Table]  # tables that hold rows
    columns: dict[str, dict[str, Column]]
    keys: dict[str, list[Key]]  # the primary one first
    indexes: dict[str, list[Index]]
    leaving: dict[str, list[Link]]
    arriving: dict[str, list[Link]]


def mapped(snapshot: Snapshot | Maps) -> Maps:
    """Return a snapshot by table, as it is when it was looked up already."""
    return snapshot if isinstance(snapshot, Maps) else maps_of(snapshot)


def maps_of(snapshot: Snapshot) -> Maps:
    """Return a snapshot by table."""
    columns: dict[str, dict[str, Column]] = defaultdict(dict)
    for column in snapshot.columns:
        columns[column.table][column.name] = column
    indexes: dict[str, list[Index]] = defaultdict(list)
    for index in snapshot.indexes:
        indexes[index.table].append(index)
    leaving: dict[str, list[Link]] = defaultdict(list)
    arriving: dict[str, list[Link]] = defaultdict(list)
    for key in snapshot.foreign_keys:
        link = link_of(key)
        leaving[link.child].append(link)
        arriving[link.parent].append(link)
    roots = {
        table.name: table
        for table in snapshot.tables
        if table.kind in {"table", "partitioned", "foreign"} and table.partition_of is None
    }
    return Maps(snapshot, roots, columns, _keys(snapshot), indexes, leaving, arriving)


def _keys(snapshot: Snapshot) -> dict[str, list[Key]]:
    """Return what makes rows unique wherever they are: no partial index, none over expressions, none that is broken."""
    named = {(one.table, one.columns): one.name for one in snapshot.constraints if one.kind in {"primary", "unique"}}
    found: dict[str, list[Key]] = defaultdict(list)
    for index in sorted(snapshot.indexes, key=lambda one: (one.table, not one.primary, one.name)):
        if index.unique and index.valid and not index.partial and "" not in index.columns:
            found[index.table].append(Key(named.get((index.table, index.columns), index.name), index.columns))
    return found


def link_of(key: ForeignKey) -> Link:
    """Return a foreign key as a link."""
    return Link(key.child, key.columns, key.parent, key.parent_columns, key=key.name)
