"""The summary over all aspects, and the verdict, computed from the lines: green needs questions that were answered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from showground.schema.reporting.types import RELATIONS, WORST, Line, Section, Verdict, Word, worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.schema.proving.types import Status


def summary(sections: Sequence[Section]) -> Section:
    """Return a row for each aspect: how many questions came out how, and the gravest of them."""
    lines = []
    for section in sections:
        if not section.aspect:
            continue
        asked = _asked(section)
        counts = Counter(line.status for line in asked)
        advice = sum(line.advice and line.status not in {"enforced", "holds"} for line in _leaves(section))
        spread = ", ".join(f"{counts[status]:,} {status}" for status in WORST if counts[status])
        lines.append(
            Line(
                check="aspect",
                subject=section.title,
                status=worst(line.status for line in asked),
                evidence=f"{spread or 'nothing was asked'}; {advice:,} pieces of advice",
                examined=len(asked),
                cells=(
                    section.title,
                    f"{len(asked):,}",
                    *(f"{counts[status]:,}" for status in reversed(WORST)),
                    f"{advice:,}",
                ),
                again=True,
            )
        )
    return Section(
        name="summary",
        title="Summary",
        says="Questions by what came of them. Advice is worth knowing; no verdict hangs on it.",
        layout="table",
        columns=("Aspect", "Asked", "Enforced", "Holds", "Unchecked", "Hidden", "Missing", "Violated", "Advice"),
        aspect=False,
        lines=tuple(lines),
    )


def verdict(sections: Sequence[Section]) -> Verdict:
    """Return what it comes to: the gravest thing that was found, and never more than was asked."""
    asked = [line for section in sections if section.aspect for line in _asked(section)]
    counts = Counter(line.status for line in asked)
    relations = [line for line in asked if line.check in RELATIONS]
    word, says = _said(counts, relations, asked=len(asked))
    return Verdict(word, says, {status: counts[status] for status in reversed(WORST)})


def _said(counts: Counter[Status], relations: list[Line], *, asked: int) -> tuple[Word, str]:
    if counts["violated"]:
        return "broken", f"{counts['violated']:,} of {asked:,} questions found a violation."
    if counts["missing"]:
        return "gaps", f"Nothing is violated, but {counts['missing']:,} things are missing that should be there."
    if not any(line.examined for line in relations):
        return "not proved", f"Nothing was found wrong, but not one of the {len(relations):,} relations has a row."
    if counts["hidden"] or counts["unchecked"]:
        open_ = {"hidden from the reader": counts["hidden"], "unchecked": counts["unchecked"]}
        unseen = " and ".join(f"{count:,} {what}" for what, count in open_.items() if count)
        return "not proved", f"Nothing was found wrong, but of {asked:,} answers there are {unseen}."
    if unenforced := sum(line.status == "holds" for line in relations):
        return "unenforced", f"All {len(relations):,} relations hold today; {unenforced:,} are enforced by nothing."
    empty = sum(not line.examined for line in relations)
    but = f"; {empty:,} have no row yet" if empty else ""
    return "proved", f"All {len(relations):,} relations are enforced, and their rows agree{but}."


def _leaves(section: Section) -> list[Line]:
    return [leaf for line in section.lines for leaf in line.leaves()]


def _asked(section: Section) -> list[Line]:
    return [line for line in _leaves(section) if not line.advice]
