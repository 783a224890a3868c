"""How tables relate, read from a catalog alone: links, junctions, lookups, exclusive arcs. It asks no row anything.

Pairs of a type and an id, whose parent depends on the row, are found in `pairs.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from showground.schema.proving.types import Link
from showground.schema.reporting.maps import Maps, link_of, mapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.schema.catalog.types import Column, Snapshot
    from showground.schema.reporting.maps import Key

FEW_COLUMNS = 8
FEW_ROWS = 10_000
_COUNTED = re.compile(r"num_nonnulls\(([^()]*)\) = 1\b")
_EITHER = re.compile(r"^CHECK \(\(\((\S+) IS (NOT )?NULL\) (=|<>) \((\S+) IS (NOT )?NULL\)\)\)")
_SUMMED = re.compile(r"\(([^\s()]+) IS NOT NULL\)+::integer")
_SOMETIMES = re.compile(r"\b(?:OR|CASE)\b")


class Junction(msgspec.Struct, frozen=True):
    """A table that ties others together: the columns of two or more of its foreign keys are one key of it."""

    table: str
    columns: tuple[str, ...]  # of that key
    links: tuple[Link, ...]
    key: str  # the constraint or index that makes them unique


class Lookup(msgspec.Struct, frozen=True):
    """A short list of values that others name, as countries: see `lookups`."""

    table: str
    columns: int
    estimated_rows: int
    referenced_by: tuple[str, ...]


class Arc(msgspec.Struct, frozen=True):
    """Several columns with a foreign key each of which a check allows exactly one: a parent of one kind or another."""

    table: str
    columns: tuple[str, ...]
    links: tuple[Link, ...]
    check: str
    proved: bool  # the check was validated and is enforced


def links(snapshot: Snapshot) -> tuple[Link, ...]:
    """Return every foreign key as a link; of partitioned tables their own, not the copies on the partitions."""
    return tuple(link_of(key) for key in snapshot.foreign_keys)


def junctions(snapshot: Snapshot | Maps) -> tuple[Junction, ...]:
    """Return the tables one of whose keys consists of the columns of two or more foreign keys, and of nothing else.

    A foreign key whose columns another one has as well (the event of a composite key) does not count beside it.
    """
    maps = mapped(snapshot)
    found = []
    for table in sorted(maps.roots.keys() & maps.leaving.keys() & maps.keys.keys()):
        for name, columns in maps.keys[table]:
            inside = [link for link in maps.leaving[table] if set(link.columns) <= set(columns)]
            widest = _widest(inside)
            sides = {frozenset(link.columns) for link in widest}
            if len(sides) > 1 and frozenset().union(*sides) == frozenset(columns):
                found.append(Junction(table, columns, tuple(widest), name))
                break
    return tuple(found)


def _widest(candidates: list[Link]) -> list[Link]:
    """Leave out links whose columns are a part of another's."""
    return [one for one in candidates if not any(set(one.columns) < set(other.columns) for other in candidates)]


def lookups(snapshot: Snapshot | Maps) -> tuple[Lookup, ...]:
    """Return the tables that look like short lists of values that others refer to.

    That is: a foreign key refers to it, it refers to nothing but itself or another such list, it has at most 8 columns
    and at most 10,000 rows by the planner's estimate, and a value is known by one word: its key or another unique
    column is text, or it has exactly one column of text.
    """
    maps = mapped(snapshot)
    arriving = {name: {link.child for link in maps.arriving.get(name, ())} - {name} for name in maps.roots}
    found = {
        name: table
        for name, table in maps.roots.items()
        if arriving[name]
        and len(maps.columns.get(name, {})) <= FEW_COLUMNS
        and table.estimated_rows <= FEW_ROWS
        and _has_a_word(maps.columns.get(name, {}), maps.keys.get(name, []))
    }
    while strays := [name for name in found if any(link.parent not in found for link in maps.leaving.get(name, ()))]:
        for name in strays:
            del found[name]
    return tuple(
        Lookup(name, len(maps.columns[name]), table.estimated_rows, tuple(sorted(arriving[name])))
        for name, table in sorted(found.items())
    )


def _has_a_word(columns: dict[str, Column], keys: Iterable[Key]) -> bool:
    words = {name for name, column in columns.items() if is_text(column)}
    return len(words) == 1 or any(len(key.columns) == 1 and key.columns[0] in words for key in keys)


def is_text(column: Column) -> bool:
    """Whether a column holds words, directly or by a domain."""
    kind = column.domain_of or column.type
    return kind in {"text", "citext", "name"} or kind.startswith(("character", "varchar")) or kind.endswith(".citext")


def arcs(snapshot: Snapshot | Maps) -> tuple[Arc, ...]:
    """Return the checks that allow exactly one of several columns that each have a foreign key.

    Read are `num_nonnulls(a, b) = 1`, `(a is null) <> (b is null)` and sums of `(a is not null)::integer`, also with
    more beside them.
    """
    maps = mapped(snapshot)
    found = []
    for check in maps.snapshot.constraints:
        if check.kind != "check":
            continue
        for named in _alternatives(check.definition):
            pointing = [_narrowest(maps.leaving.get(check.table, []), name) for name in named]
            mine = maps.columns.get(check.table, {})
            nullable = all(name in mine and mine[name].nullable for name in named)
            chosen = tuple(link for link in pointing if link is not None)
            if len(named) > 1 and nullable and len(chosen) == len(named):
                found.append(Arc(check.table, named, chosen, check.name, check.validated and check.enforced))
    return tuple(sorted(found, key=lambda arc: (arc.table, arc.columns, arc.check)))


def _narrowest(candidates: list[Link], column: str) -> Link | None:
    """Return the foreign key with the fewest columns that has this one."""
    return min((one for one in candidates if column in one.columns), key=lambda one: len(one.columns), default=None)


def _alternatives(definition: str) -> list[tuple[str, ...]]:
    """Return the sets of columns of which a check always allows exactly one to be there."""
    if _SOMETIMES.search(definition):
        return []
    found = [tuple(part.strip() for part in match[1].split(",")) for match in _COUNTED.finditer(definition)]
    if match := _EITHER.match(definition):
        differing = (match[2] is None) == (match[5] is None)
        if differing == (match[3] == "<>"):
            found.append((match[1], match[4]))
    summed = _SUMMED.findall(definition)
    if len(summed) > 1 and definition.rstrip(")").endswith("= 1"):
        found.append(tuple(summed))
    return found
