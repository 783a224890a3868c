"""The health of indexes: missing behind foreign keys, equal, unused or broken ones. All but the last is advice."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from showground.schema.reporting.types import Line, Section, checked

if TYPE_CHECKING:
    from showground.schema.catalog.types import Index
    from showground.schema.reporting.material import Material

_NAME = re.compile(r"^CREATE (UNIQUE )?INDEX \S+ ON (ONLY )?")


def indexes(material: Material) -> Section:
    """Return the section. How bloated an index is would need its pages read: it is not asked."""
    return Section(
        name="indexes",
        title="Indexes",
        says=(
            "Foreign keys without an index on their columns (deleting a parent then reads the whole child), indexes "
            "that are equal, that were never read since statistics began, and that are broken. Bloat is not measured."
        ),
        layout="tree",
        lines=(_behind_keys(material), _equal(material), _unused(material), _broken(material)),
    )


def _behind_keys(material: Material) -> Line:
    mine = [(link, line) for link, line in material.keys if material.wanted(link.child)]
    offenders = [
        Line(
            check="index-missing",
            subject=f"{link.child} ({', '.join(link.columns)})",
            status="missing",
            evidence=f"foreign key {link.key} to {link.parent}",
            why=f"deleting from {link.parent}, or changing its key, reads all of {link.child}",
            advice=True,
        )
        for link, _ in mine
        if not any(_helps(index, link.columns) for index in material.maps.indexes.get(link.child, ()))
    ]
    return checked(
        "index-missing",
        "foreign keys have an index on their columns",
        offenders,
        examined=len(mine),
        sound="holds",
        evidence="an index that begins with one of the key's columns",
    )


def _helps(index: Index, columns: tuple[str, ...]) -> bool:
    """Whether an index narrows the search for the children of a parent."""
    leads = bool(index.columns) and index.columns[0] in columns
    return index.valid and leads and (not index.partial or _only_without_nulls(index, columns))


def _only_without_nulls(index: Index, columns: tuple[str, ...]) -> bool:
    """Whether a partial index leaves out nothing but rows that have no link."""
    condition = index.definition.partition(" WHERE ")[2]
    return any(condition == f"({column} IS NOT NULL)" for column in columns)


def _equal(material: Material) -> Line:
    mine = _mine(material)
    alike: dict[tuple[str, str], list[Index]] = defaultdict(list)
    for index in mine:
        alike[index.table, _NAME.sub("", index.definition)].append(index)
    offenders = []
    for (table, _), found in alike.items():
        kept, *others = sorted(found, key=lambda one: (not one.of_constraint, not one.unique, one.name))
        offenders += [
            Line(
                check="index-duplicate",
                subject=f"{other.name} on {table}",
                status="violated",
                evidence=f"{other.definition}; {other.bytes:,} bytes",
                why=f"the same as {kept.name}",
                advice=True,
            )
            for other in others
            if not other.of_constraint
        ]
    return checked(
        "index-duplicate",
        "no two indexes are the same",
        offenders,
        examined=len(mine),
        sound="holds",
        evidence="pg_get_indexdef",
    )


def _unused(material: Material) -> Line:
    """Return indexes that nothing read; a unique one works all the same. A partitioned table's is read in its parts."""
    above = {index.name: index.partition_of for index in material.snapshot.indexes}
    scans: dict[str, int] = defaultdict(int)
    for index in material.snapshot.indexes:
        name: str | None = index.name
        while name is not None:
            scans[name] += index.scans
            name = above.get(name)
    mine = [one for one in _mine(material) if not one.unique and not one.of_constraint]
    offenders = [
        Line(
            check="index-unused",
            subject=f"{index.name} on {index.table}",
            status="unchecked",
            evidence=f"pg_stat_all_indexes.idx_scan is 0; {index.bytes:,} bytes",
            why="no scan since statistics began: ask again after a busy week, and on every replica",
            advice=True,
        )
        for index in mine
        if not scans[index.name]
    ]
    return checked(
        "index-unused",
        "indexes that make nothing unique are read",
        offenders,
        examined=len(mine),
        sound="holds",
        evidence="pg_stat_all_indexes.idx_scan",
    )


def _broken(material: Material) -> Line:
    mine = [index for index in material.snapshot.indexes if material.wanted(index.table)]
    offenders = [
        Line(
            check="index-invalid",
            subject=f"{index.name} on {index.table}",
            status="violated",
            evidence=f"pg_index.indisvalid is false; {index.definition}",
            why="costs every write and helps no reader; make it again",
        )
        for index in mine
        if not index.valid
    ]
    return checked(
        "index-invalid",
        "no index is broken",
        offenders,
        examined=len(mine),
        sound="holds",
        evidence="pg_index.indisvalid",
    )


def _mine(material: Material) -> list[Index]:
    """Return the indexes that somebody made: those that partitions have from their table are a part of its own."""
    return [one for one in material.snapshot.indexes if one.partition_of is None and material.wanted(one.table)]
