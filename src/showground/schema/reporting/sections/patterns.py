"""The patterns of relations: direct, junction, lookup, polymorphic, exclusive arc; and how each is enforced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.schema.proving.probe import NOTHING_ASKED
from showground.schema.reporting.pairs import type_is
from showground.schema.reporting.patterns import FEW_COLUMNS, FEW_ROWS, Arc, arcs, junctions, lookups
from showground.schema.reporting.types import Line, Section, gravest, line_of, worst

if TYPE_CHECKING:
    from showground.schema.proving.types import Link
    from showground.schema.reporting.material import Material, Typed


async def patterns(material: Material) -> Section:
    """Return the patterns."""
    known = {(link.child, link.key): line for link, line in material.keys}
    lines = [_direct(material), *_junctions(material, known), *_lookups(material, known)]
    lines += [_pair(typed) for typed in material.typed]
    lines += [await _arc(material, arc) for arc in arcs(material.maps) if material.wanted(arc.table)]
    return Section(
        name="patterns",
        title="Patterns",
        says=(
            "Direct: a foreign key. Junction: a table one of whose keys consists of the columns of two or more foreign "
            "keys. Lookup: a table that others refer to, that refers to no table but lookups, with at most "
            f"{FEW_COLUMNS} columns, {FEW_ROWS:,} rows by the planner's estimate, and values known by one word. "
            "Polymorphic: a type and an id; the type says in which table the id is looked for, and each type is asked "
            "of the rows by itself. Exclusive arc: several foreign keys of which a check allows exactly one to be set."
        ),
        layout="tree",
        lines=tuple(lines),
    )


def _direct(material: Material) -> Line:
    lines = [line for _, line in material.keys]
    enforced = sum(line.status == "enforced" for line in lines)
    evidence = f"{len(lines):,} foreign keys, {enforced:,} of them enforced and without an orphan"
    status = worst(line.status for line in lines)
    return Line(
        check="direct", subject="direct foreign keys", status=status, evidence=evidence, examined=len(lines), again=True
    )


def _junctions(material: Material, known: dict[tuple[str, str], Line]) -> list[Line]:
    return [
        Line(
            check="junction",
            subject=f"junction {found.table}: {' and '.join(_end(link) for link in found.links)}",
            status=worst(known[link.child, link.key].status for link in found.links),
            evidence=f"{found.key} over ({', '.join(found.columns)}); {', '.join(link.key for link in found.links)}",
            again=True,
        )
        for found in junctions(material.maps)
        if material.wanted(found.table)
    ]


def _end(link: Link) -> str:
    return f"{link.parent} ({', '.join(link.columns)})"


def _lookups(material: Material, known: dict[tuple[str, str], Line]) -> list[Line]:
    lines = []
    for found in lookups(material.maps):
        keys = [link for link in material.maps.arriving[found.table] if (link.child, link.key) in known]
        if not material.wanted(found.table) or not keys:
            continue
        rows = f"{found.estimated_rows:,} rows estimated" if found.estimated_rows >= 0 else "never analyzed"
        lines.append(
            Line(
                check="lookup",
                subject=f"lookup {found.table}, used by {', '.join(found.referenced_by)}",
                status=worst(known[link.child, link.key].status for link in keys),
                evidence=f"{found.columns} columns, {rows}; {', '.join(sorted(link.key for link in keys))}",
                again=True,
            )
        )
    return lines


def _pair(typed: Typed) -> Line:
    """Return a polymorphic pair: a line for each type, for types without a table, and for halves of pairs."""
    found, kinds = typed.found, typed.kinds
    subject = f"polymorphic {found.table} ({found.type_column}, {found.id_column})"
    evidence = f"types by {found.pair.declared_by}" if found.pair.declared_by else "nothing limits its types"
    if kinds.status != "holds":
        unread = Line(
            check="polymorphic", subject="its types", status=kinds.status, evidence=kinds.evidence, why=kinds.why
        )
        return Line(
            check="polymorphic", subject=subject, status=kinds.status, evidence=evidence, why=kinds.why, below=(unread,)
        )
    below = [_branch(typed, link, line) for link, line in typed.proved]
    below += [_without_key(typed, word, table) for word, table in found.targets if not _asked(typed, word)]
    below += [_nameless(typed, word) for word in found.unknown]
    if kinds.half:
        below.append(_half(typed))
    if not below:
        below.append(_open("its types", kinds.evidence, why="no row has a type yet, and nothing declares one"))
    quiet = not found.targets
    if quiet:
        below = [msgspec.structs.replace(line, advice=True) for line in below]
        evidence = f"{evidence}; none of them is the name of a table, so it may be no relation"
    status = gravest(below)
    return Line(
        check="polymorphic", subject=subject, status=status, evidence=evidence, advice=quiet, below=tuple(below)
    )


def _asked(typed: Typed, word: str) -> bool:
    return any(link.where == type_is(typed.found.pair, word) for link, _ in typed.proved)


def _open(subject: str, evidence: str, *, why: str, rows: int = 0) -> Line:
    """Return what could not be asked; when no row is concerned that is only advice."""
    return Line(
        check="polymorphic",
        subject=subject,
        status="unchecked",
        evidence=evidence,
        examined=rows,
        why=why,
        advice=not rows,
    )


def _branch(typed: Typed, link: Link, line: Line) -> Line:
    """Return what was proved of a type."""
    how = f"foreign key {link.key} over a generated column" if link.key else "nothing enforces it"
    subject = f"type {typed.word(link)!r} → {link.parent} ({', '.join(link.parent_columns)})"
    evidence = f"{how}; {line.evidence}" if not line.evidence.startswith("foreign key") else line.evidence
    return msgspec.structs.replace(line, subject=subject, evidence=evidence)


def _without_key(typed: Typed, word: str, table: str) -> Line:
    why = f"{table} has no key of one column that an id could be looked for in"
    return _open(f"type {word!r} → {table}", typed.kinds.evidence, why=why, rows=typed.kinds.rows.get(word, 0))


def _nameless(typed: Typed, word: str) -> Line:
    rows = typed.kinds.rows.get(word, 0)
    why = f"no table is called after it; {rows:,} rows have it"
    return _open(f"type {word!r}", typed.kinds.evidence, why=why, rows=rows)


def _half(typed: Typed) -> Line:
    return Line(
        check="polymorphic-half",
        subject="a type without an id, or an id without a type",
        status="violated",
        evidence=typed.kinds.evidence,
        examined=sum(typed.kinds.rows.values()),
        violations=typed.kinds.half,
    )


async def _arc(material: Material, arc: Arc) -> Line:
    """Return an exclusive arc, asked of the rows: a check can be NOT VALID."""
    broken = f"num_nonnulls({', '.join(f'c.{name}' for name in arc.columns)}) <> 1"
    subject = f"exclusive arc {arc.table}: one of {', '.join(arc.columns)}"
    line = line_of(await material.prober.breaches(arc.table, broken, subject=subject, kind="arc"))
    sound = line.status == "holds" or line.why == NOTHING_ASKED
    if sound and arc.proved:
        line = msgspec.structs.replace(line, status="enforced", why="")
    elif sound:
        line = msgspec.structs.replace(line, why=f"{arc.check} is not validated or not enforced")
    evidence = f"check {arc.check}; {', '.join(link.key for link in arc.links)}; {line.evidence}"
    return msgspec.structs.replace(line, evidence=evidence)
