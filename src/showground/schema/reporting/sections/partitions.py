"""Partitions: gaps between them, rows that no partition was made for, and what one lacks that the others have."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING

from showground.schema.reporting.types import Line, Section, checked

if TYPE_CHECKING:
    from showground.schema.catalog.types import Table
    from showground.schema.reporting.material import Material

_RANGE = re.compile(r"FOR VALUES FROM \('?([^',]*)'?\) TO \('?([^',]*)'?\)")


async def partitions(material: Material) -> Section:
    """Return the section."""
    roots = [table for table in material.tables() if table.kind == "partitioned"]
    parts: dict[str, list[Table]] = defaultdict(list)
    for table in material.snapshot.tables:
        if table.partition_of is not None:
            parts[table.partition_of].append(table)
    every = [part for root in roots for part in parts[root.name]]
    lines = (
        _gaps(roots, parts),
        await _strays(material, every),
        _indexes(material, roots, parts),
        _keys(material, roots, parts),
        _policies(material, roots, parts),
    )
    return Section(
        name="partitions",
        title="Partitions",
        says=(
            "Ranges without a partition, rows in default partitions, and what a partition lacks that the table or its "
            "other partitions have: indexes, foreign keys, row-level security. Policies of a table do not bind who "
            "reads a partition of it by name."
        ),
        layout="tree",
        lines=lines,
    )


def _gaps(roots: list[Table], parts: dict[str, list[Table]]) -> Line:
    """Return ranges between the first partition and the last that no partition has."""
    offenders, examined = [], 0
    for root in roots:
        if not (root.partition_key or "").startswith("RANGE"):
            continue
        examined += 1
        matches = [
            (part.name, _RANGE.fullmatch(part.bound or "")) for part in parts[root.name] if part.bound != "DEFAULT"
        ]
        ranges = [(_value(match[1]), _value(match[2]), name) for name, match in matches if match is not None]
        if len(ranges) < len(matches) or len({type(one) for bounds in ranges for one in bounds[:2]}) > 1:
            why = "its bounds have several columns, or open ends"
            key = root.partition_key or ""
            offenders.append(Line(check="partition-gap", subject=root.name, status="unchecked", evidence=key, why=why))
            continue
        ranges.sort(key=lambda one: one[0])
        offenders += [
            _lacks("partition-gap", root.name, f"{before} ends at {end}, {after} begins at {begin}", "a gap")
            for (_, end, before), (begin, _, after) in pairwise(ranges)
            if end != begin
        ]
    return checked(
        "partition-gap",
        "ranges follow each other without a gap",
        offenders,
        examined=examined,
        sound="holds",
        evidence="the bounds of the partitions",
    )


def _value(text: str) -> datetime | Decimal | str:
    """Return a bound as what it is: a number, a point in time, or a word."""
    try:
        return Decimal(text)
    except InvalidOperation:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _lacks(check: str, subject: str, evidence: str, why: str) -> Line:
    return Line(check=check, subject=subject, status="missing", evidence=evidence, why=why)


async def _strays(material: Material, every: list[Table]) -> Line:
    defaults = [part for part in every if part.bound == "DEFAULT"]
    offenders = []
    for part in defaults:
        counted = await material.counted(part.name)
        if counted.rows != 0:
            offenders.append(
                Line(
                    check="partition-default",
                    subject=part.name,
                    status="violated" if counted.rows else counted.status,
                    evidence=f"select count(*) from {part.name}",  # noqa: S608 - said, not asked
                    violations=counted.rows or 0,
                    why=counted.why or f"rows of {part.partition_of} that no partition was made for",
                )
            )
    return checked(
        "partition-default",
        "default partitions are empty",
        offenders,
        examined=len(defaults),
        sound="holds",
        evidence="counted",
    )


def _indexes(material: Material, roots: list[Table], parts: dict[str, list[Table]]) -> Line:
    """Return indexes that some partitions of a table have and others do not."""
    offenders, examined = [], 0
    for root in roots:
        shapes = {
            part.name: {
                (one.method, one.columns, one.unique): one.name
                for one in material.maps.indexes.get(part.name, ())
                if one.valid
            }
            for part in parts[root.name]
        }
        examined += len(shapes)
        every = {shape: name for have in shapes.values() for shape, name in sorted(have.items(), key=str)}
        offenders += [
            _lacks("partition-index", part, f"{every[shape]} is there", f"no index over ({', '.join(shape[1])})")
            for part, have in shapes.items()
            for shape in sorted(every.keys() - have.keys(), key=str)
        ]
    return checked(
        "partition-index",
        "partitions have the same indexes",
        offenders,
        examined=examined,
        sound="holds",
        evidence="pg_index of each partition",
    )


def _keys(material: Material, roots: list[Table], parts: dict[str, list[Table]]) -> Line:
    """Return foreign keys that some partitions have of their own and others do not."""
    offenders, examined = [], 0
    for root in roots:
        own = {
            part.name: {(link.columns, link.parent): link.key for link in material.maps.leaving.get(part.name, ())}
            for part in parts[root.name]
        }
        examined += len(own)
        every = {key: name for have in own.values() for key, name in sorted(have.items())}
        offenders += [
            _lacks(
                "partition-key",
                part,
                f"{every[key]} is there",
                f"no foreign key over ({', '.join(key[0])}) to {key[1]}",
            )
            for part, have in own.items()
            for key in sorted(every.keys() - have.keys())
        ]
    return checked(
        "partition-key",
        "partitions have the same foreign keys",
        offenders,
        examined=examined,
        sound="holds",
        evidence="pg_constraint of each partition",
    )


def _policies(material: Material, roots: list[Table], parts: dict[str, list[Table]]) -> Line:
    """Return partitions that somebody may read or write by name, around the policies of their table."""
    granted: dict[str, set[str]] = defaultdict(set)
    for grant in material.snapshot.grants:
        if grant.on == "table":
            granted[grant.object].add(grant.grantee)
    protected = [part for root in roots if root.rls for part in parts[root.name]]
    told = {policy.table for policy in material.snapshot.policies}
    offenders = []
    for part in protected:
        whom = ", ".join(sorted(granted[part.name])) or "nobody but the owner"
        if not part.rls:
            why = f"row-level security is on for {part.partition_of}, off here; granted to {whom}"
            offenders.append(_lacks("partition-rls", part.name, "pg_class.relrowsecurity is false", why))
        elif granted[part.name] and part.name not in told:
            why = f"granted to {whom}, without a policy: reading it by name shows nothing"
            offenders.append(_lacks("partition-rls", part.name, "pg_policy has none", why))
    return checked(
        "partition-rls",
        "partitions are as protected as their tables",
        offenders,
        examined=len(protected),
        sound="enforced",
        evidence="pg_class.relrowsecurity, pg_policy and the grants of each partition",
    )
