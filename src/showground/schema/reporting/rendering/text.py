"""A report in a terminal: trees and tables; colours only where they are asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from showground.schema.reporting.rendering.words import VERDICTS, facts, heading, remarks, said

if TYPE_CHECKING:
    from showground.schema.proving.types import Status
    from showground.schema.reporting.types import Line, Report, Section

WIDTH = 140
STYLES: dict[Status, str] = {
    "enforced": "green",
    "holds": "cyan",
    "violated": "bold red",
    "missing": "yellow",
    "hidden": "magenta",
    "unchecked": "dim",
}


def rendered(report: Report, *, width: int = WIDTH, colour: bool = False) -> str:
    """Return a report as text.

    Args:
        width: In characters.
        colour: With a terminal's escape sequences.
    """
    kept = io.StringIO()
    console = Console(
        file=kept,
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
    )
    console.print(Panel(_verdict(report), title=Text(heading(report)), title_align="left"))
    for section in report.sections:
        console.print()
        console.rule(Text(section.title, style="bold"), align="left", characters="─")
        console.print(Text(section.says, style="dim"))
        _section(console, section)
    return "\n".join(line.rstrip() for line in kept.getvalue().splitlines()) + "\n"


def _verdict(report: Report) -> Text:
    lines = [f"{VERDICTS[report.verdict.word]}: {report.verdict.says}", ""]
    lines += [f"{name:<9} {value}" for name, value in facts(report)]
    return Text("\n".join(lines))


def _section(console: Console, section: Section) -> None:
    if not section.lines:
        console.print(Text("Nothing of the kind is there."))
    elif section.layout == "table":
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in (*section.columns, "Status", "Evidence"):
            table.add_column(Text(name), overflow="fold")
        for line in section.lines:
            table.add_row(*map(Text, line.cells), Text(said(line), style=STYLES[line.status]), Text(line.evidence))
        console.print(table)
    else:
        for line in section.lines:
            tree = Tree(_label(line), guide_style="dim")
            _grow(tree, line)
            console.print(tree)


def _grow(tree: Tree, line: Line) -> None:
    for one in line.below:
        _grow(tree.add(_label(one)), one)


def _label(line: Line) -> Text:
    label = Text(line.subject, style="bold" if line.below else "")
    label.append("  ")
    label.append(said(line), style=STYLES[line.status])
    for remark in remarks(line):
        label.append(f"\n{remark}", style="dim")
    return label
