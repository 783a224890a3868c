"""Relations that nothing but a name tells of: a column called after a table, without a foreign key."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from showground.schema.proving.types import Link
from showground.schema.reporting.pairs import Names, bare, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.schema.reporting.maps import Maps

_NUMBERS = {"smallint", "integer", "bigint"}
_PLAIN = {"id", "uuid", "name", "code", "key"}  # a primary key called so says nothing about its table
_LENGTH = re.compile(r"\(.*\)")


def implied(maps: Maps) -> tuple[Link, ...]:
    """Return them: `customer_id` beside a table `customers`, or beside one whose primary key is called so.

    Columns with a foreign key, also as a part of one, and those of polymorphic pairs are none of them; the types must
    agree. A table's own primary key counts only when it is called after another table.
    """
    names, called = Names(maps), _by_key(maps)
    paired = {(pair.table, name) for pair in pairs(maps) for name in (pair.type_column, pair.id_column)}
    found = []
    for table in sorted(maps.roots):
        tied = {name for link in maps.leaving.get(table, ()) for name in link.columns}
        for column in maps.columns.get(table, {}).values():
            if column.name in tied or (table, column.name) in paired or column.generation:
                continue
            parent = _meant(names, called, table, bare(column.name))
            key = _only_key(maps, parent) if parent else None
            if parent and key and (parent, key) != (table, column.name):
                theirs = maps.columns[parent][key]
                if _kind(theirs.domain_of or theirs.type) == _kind(column.domain_of or column.type):
                    found.append(Link(table, (column.name,), parent, (key,)))
    return tuple(found)


def _by_key(maps: Maps) -> dict[str, list[str]]:
    """Return the tables by the names of their primary keys, where these say something."""
    found: dict[str, list[str]] = defaultdict(list)
    for table in sorted(maps.roots):
        key = _only_key(maps, table)
        if key and bare(key) not in _PLAIN:
            found[bare(key)].append(table)
    return found


def _only_key(maps: Maps, table: str) -> str | None:
    primary: Iterable[str] = (
        index.columns[0] for index in maps.indexes.get(table, ()) if index.primary and len(index.columns) == 1
    )
    return next(iter(primary), None)


def _meant(names: Names, called: dict[str, list[str]], table: str, column: str) -> str | None:
    if column.endswith("_id") and (parent := names.table(column.removesuffix("_id"), beside=table)):
        return parent
    parts = column.split("_")
    for start in range(len(parts) - 1):
        owners = called.get("_".join(parts[start:]), [])
        if len(owners) == 1:
            return owners[0]
    return None


def _kind(type_: str) -> str:
    return "number" if type_ in _NUMBERS else _LENGTH.sub("", type_)
