"""Each schema with its relations in and out, the summary over schemas, and the tables that most depends on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from showground.schema.reporting.material import schema_of
from showground.schema.reporting.types import Line, Section, gravest, worst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.schema.catalog.types import Table
    from showground.schema.proving.types import Link
    from showground.schema.reporting.material import Material

MOST_SHOWN = 15


def schemas(material: Material) -> Section:
    """Return every wanted schema as a tree: its tables, and below each what it refers to and what refers to it."""
    out, into = _by_end(material)
    lines = []
    for schema in sorted(material.schemas):
        tables = [table for table in material.tables() if table.schema == schema]
        below = tuple(_table(table, out[table.name], into[table.name]) for table in tables)
        if below:
            lines.append(_schema(material, schema, below))
    return Section(
        name="schemas",
        title="Schemas",
        says=(
            "Every relation is asked of the rows by an anti-join (rows whose link leads nowhere), also where a foreign "
            "key is there: a catalog calls a key valid that was disabled while rows came. → leads out, ← leads in. "
            "A relation without a foreign key is told by a name or a type column, and said so."
        ),
        layout="tree",
        lines=tuple(lines),
    )


def _by_end(material: Material) -> tuple[dict[str, list[Line]], dict[str, list[Line]]]:
    """Return the relations that leave and reach each table; each is counted once."""
    out: dict[str, list[Line]] = defaultdict(list)
    into: dict[str, list[Line]] = defaultdict(list)
    for link, line, by in _relations(material):
        child, parent = material.homes[link.child], material.homes.get(link.parent, link.parent)
        again = line.check != "fk"
        part = f", partition {link.child}" if child != link.child else ""
        key = f" by {link.key}" if link.key else ""
        leaving = f"→ {parent} ({', '.join(link.columns)}{by}){key}{part}"
        reaching = f"← {child} ({', '.join(link.columns)}{by}){key}{part}"
        out[child].append(msgspec.structs.replace(line, subject=leaving, again=again))
        counted = material.wanted(child) or again
        into[parent].append(msgspec.structs.replace(line, subject=reaching, again=counted))
    return out, into


def _relations(material: Material) -> Iterator[tuple[Link, Line, str]]:
    for link, line in material.keys:
        yield link, line, ""
    for typed in material.typed:
        for link, line in typed.proved:
            yield link, line, f" when {typed.found.type_column} is {typed.word(link)!r}"
    for link, line in material.named:
        yield link, line, ", by its name"


def _table(table: Table, out: list[Line], into: list[Line]) -> Line:
    below = (*sorted(out, key=lambda one: one.subject), *sorted(into, key=lambda one: one.subject))
    if not below:
        return Line(
            check="alone",
            subject=table.name,
            status="missing",
            evidence="no foreign key, polymorphic pair or telling name leads in or out",
            why="stands alone",
            advice=True,
        )
    evidence = f"{len(out)} out, {len(into)} in"
    status = gravest(below)
    return Line(check="table", subject=table.name, status=status, evidence=evidence, below=below)


def _schema(material: Material, schema: str, below: tuple[Line, ...]) -> Line:
    crossing = {
        schema_of(end)
        for link, _ in material.keys
        for end in (link.child, link.parent)
        if schema in {schema_of(link.child), schema_of(link.parent)}
    } - {schema}
    to = f"; foreign keys tie it to {', '.join(sorted(crossing))}" if crossing else "; no foreign key leaves it"
    related = [one for one in below if one.check != "alone"]
    evidence = f"{len(below)} tables, {len(below) - len(related)} of them alone{to}"
    status = gravest(related) if related else "missing"
    return Line(check="schema", subject=schema, status=status, evidence=evidence, advice=not related, below=below)


def crossing(material: Material) -> Section:
    """Return how many foreign keys lead from which schema to which."""
    between: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for link, line in material.keys:
        ends = schema_of(link.child), schema_of(link.parent)
        if ends[0] != ends[1]:
            between[ends].append(line)
    lines = [
        Line(
            check="crossing",
            subject=f"{child} → {parent}",
            status=worst(one.status for one in found),
            evidence=", ".join(sorted(one.subject for one in found)),
            examined=len(found),
            cells=(child, parent, f"{len(found):,}", f"{sum(one.status == 'enforced' for one in found):,}"),
            again=True,
        )
        for (child, parent), found in sorted(between.items())
    ]
    return Section(
        name="crossing",
        title="Across schemas",
        says="How many foreign keys lead from one schema into another, and how many of them are enforced.",
        layout="table",
        columns=("From", "To", "Foreign keys", "Enforced"),
        aspect=False,
        lines=tuple(lines),
    )


def connected(material: Material) -> Section:
    """Return the tables with the most foreign keys, counted."""
    touching: dict[str, list[tuple[str, Line]]] = defaultdict(list)
    into: dict[str, int] = defaultdict(int)
    for link, line in material.keys:
        child, parent = material.homes[link.child], material.homes[link.parent]
        touching[child].append((parent, line))
        if parent != child:
            touching[parent].append((child, line))
        into[parent] += 1
    ranked = sorted(touching, key=lambda name: (-len(touching[name]), name))
    lines = []
    for table in [name for name in ranked if material.wanted(name)][:MOST_SHOWN]:
        others = {schema_of(other) for other, _ in touching[table]} - {schema_of(table)}
        tables = {other for other, _ in touching[table]} - {table}
        out = sum(material.homes[link.child] == table for link, _ in material.keys)
        lines.append(
            Line(
                check="connected",
                subject=table,
                status=worst(line.status for _, line in touching[table]),
                evidence=f"other schemas: {', '.join(sorted(others)) or 'none'}",
                examined=len(touching[table]),
                cells=(table, f"{into[table]:,}", f"{out:,}", f"{len(tables):,}", f"{len(others):,}"),
                again=True,
            )
        )
    return Section(
        name="connected",
        title="Most connected",
        says="Counted from the foreign keys: how many lead in and out, and to how many tables and other schemas.",
        layout="table",
        columns=("Table", "In", "Out", "Tables", "Other schemas"),
        aspect=False,
        lines=tuple(lines),
    )
