"""A report as data: sections of lines, each line with its status and with what was asked to learn it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from showground.schema.proving.probe import NOTHING_LINKED
from showground.schema.proving.types import Proof, Status

Layout: TypeAlias = Literal["tree", "list", "table"]
Word: TypeAlias = Literal["broken", "gaps", "not proved", "unenforced", "proved"]

WORST: tuple[Status, ...] = ("violated", "missing", "hidden", "unchecked", "holds", "enforced")
NOTHING = "nothing to examine"
RELATIONS = {"fk", "polymorphic", "arc", "implied"}  # checks of what rows refer to
ABOUT_RELATIONS = RELATIONS | {"schema", "table", "crossing", "connected", "direct", "junction", "lookup", "flow"}
SAID: dict[Status, str] = {
    "enforced": "enforced",
    "holds": "holds but unenforced",
    "violated": "violated",
    "missing": "missing",
    "hidden": "not verifiable: rows hidden",
    "unchecked": "unchecked",
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was asked about, what came of it, and how that is known."""

    check: str  # the kind of question: fk, polymorphic, rls-off ...
    subject: str
    status: Status
    evidence: str  # constraint, query, counts
    examined: int = 0  # rows, or things of the catalog
    violations: int = 0
    samples: tuple[str, ...] = ()  # keys of offending rows
    why: str = ""
    advice: bool = False  # worth knowing, but no verdict hangs on it
    again: bool = False  # said elsewhere already: no tally counts it twice
    cells: tuple[str, ...] = ()  # of a section that is a table
    below: tuple[Line, ...] = ()

    @property
    def said(self) -> str:
        """The status as people read it."""
        if self.why == NOTHING:
            return NOTHING
        if self.check not in ABOUT_RELATIONS and self.status == "holds":
            return "holds"
        word = SAID[self.status]
        if self.status == "violated" and self.violations:
            kept = f", e.g. {'; '.join(self.samples)}" if self.samples else ""
            return f"{word} ({self.violations:,} {'row' if self.violations == 1 else 'rows'}{kept})"
        return word

    def leaves(self) -> Iterator[Line]:
        """Yield the lines below that have none below them, or this one; without what is said again."""
        if self.below:
            for line in self.below:
                yield from line.leaves()
        elif not self.again:
            yield self


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the report."""

    name: str
    title: str
    says: str  # what is meant, and what was asked
    layout: Layout
    columns: tuple[str, ...] = ()  # headings of a table, before that of the status
    aspect: bool = True  # has a row in the summary and a part in the verdict
    lines: tuple[Line, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """What it comes to."""

    word: Word
    says: str
    counts: dict[str, int]  # questions by status


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was asked of a database, and what came of it."""

    database: str
    server: str
    reader: str
    taken_at: datetime
    schemas: tuple[str, ...]
    sampled: float | None  # percent of big tables' blocks; None: every row was read
    sections: tuple[Section, ...]
    verdict: Verdict


def worst(statuses: Iterable[Status]) -> Status:
    """Return the gravest of several; of none, that nothing was checked."""
    return min(statuses, key=WORST.index, default="unchecked")


def gravest(lines: Iterable[Line]) -> Status:
    """Return the gravest status of several lines; advice counts only where there is nothing else."""
    every = list(lines)
    return worst(line.status for line in [one for one in every if not one.advice] or every)


def line_of(proof: Proof, *, subject: str = "", check: str = "", again: bool = False) -> Line:
    """Return a proof as a line; a relation that no row has and nothing enforces is only advice."""
    return Line(
        check=check or proof.kind,
        subject=subject or proof.subject,
        status=proof.status,
        evidence=proof.evidence,
        examined=proof.examined,
        violations=proof.violations,
        samples=proof.samples,
        why=proof.why,
        advice=proof.why == NOTHING_LINKED,
        again=again,
    )


def checked(check: str, subject: str, offenders: list[Line], *, examined: int, sound: Status, evidence: str) -> Line:
    """Return a question about many things at once: sound when none of them offends, open when there was none.

    Args:
        sound: `enforced` where PostgreSQL itself sees to it, `holds` where it only is so today.
        evidence: What was looked at, in which words.
    """
    said = f"{examined:,} examined; {evidence}"
    if not examined:
        return Line(check=check, subject=subject, status="unchecked", evidence=said, why=NOTHING, advice=True)
    status = gravest(offenders) if offenders else sound
    quiet = bool(offenders) and all(one.advice for one in offenders)
    why = f"{len(offenders):,} of {examined:,}" if offenders else ""
    below = tuple(sorted(offenders, key=lambda one: one.subject))
    return Line(
        check=check,
        subject=subject,
        status=status,
        evidence=said,
        examined=examined,
        why=why,
        advice=quiet,
        below=below,
    )
