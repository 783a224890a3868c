"""A report for a repository or a ticket: CommonMark with tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from showground.schema.reporting.rendering.words import VERDICTS, facts, heading, remarks, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from showground.schema.reporting.types import Line, Report, Section

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_TICKS = re.compile(r"`+")


def rendered(report: Report) -> str:
    """Return a report as Markdown."""
    lines = [
        f"# {plain(heading(report))}",
        "",
        f"**{VERDICTS[report.verdict.word]}.** {plain(report.verdict.says)}",
        "",
    ]
    lines += [f"- {name}: {plain(value)}" for name, value in facts(report)]
    for section in report.sections:
        lines += ["", f"## {plain(section.title)}", "", plain(section.says), ""]
        lines += _table(section) if section.layout == "table" else list(_tree(section.lines))
        if not section.lines:
            lines += ["Nothing of the kind is there."]
    return "\n".join(lines) + "\n"


def _table(section: Section) -> list[str]:
    if not section.lines:
        return []
    heads = (*section.columns, "Status", "Evidence")
    rows = [_row(map(plain, heads)), _row("---" for _ in heads)]
    return rows + [_row(map(plain, (*line.cells, said(line), line.evidence))) for line in section.lines]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _tree(lines: Iterable[Line], depth: int = 0) -> Iterator[str]:
    for line in lines:
        behind = "; ".join(plain(remark) for remark in remarks(line))
        yield f"{'  ' * depth}- {code(line.subject)} **{plain(said(line))}**{f': {behind}' if behind else ''}"
        yield from _tree(line.below, depth + 1)


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Return text as code, whatever backticks are in it."""
    flat = " ".join(text.split())
    longest = max((len(ticks) for ticks in _TICKS.findall(flat)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {flat} {fence}" if longest else f"`{flat}`"
