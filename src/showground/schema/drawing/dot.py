"""A graph in Graphviz's language. Names of anybody's tables stand in it, so every one of them is escaped."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Literal, TypeAlias

from showground.schema.drawing.graph import HUB
from showground.schema.drawing.palette import CARD, HEAD, INK, PAPER, QUIET, TINT, hues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from showground.schema.drawing.graph import Card, Graph, Line, Tie

Columns: TypeAlias = Literal["keys", "all", "none"]
FONT = "Helvetica"
SMALL = 8  # points
WIDE = {"W", "F"}  # East Asian widths
GROUND = (
    f'graph [bgcolor="{PAPER}", pad=0.3, fontname="{FONT}", fontsize=20, labeljust=r]',
    "graph [rankdir=RL, nodesep=0.14, ranksep=0.55, pack=28, packmode=cluster, outputorder=edgesfirst]",
    f'node [shape=plain, fontname="{FONT}", fontsize=10, fontcolor="{INK}"]',
    f'edge [arrowsize=0.65, penwidth=1.1, dir=both, fontname="{FONT}"]',
)


def dot(
    graph: Graph, *, columns: Columns = "none", href: Callable[[str], str] | None = None, legend: bool = True
) -> str:
    """Return the graph in DOT; the same graph gives the same text.

    Each card has the id `t` and its number; a tie has the ids of its two cards as classes.

    Args:
        href: Where a card leads, by the table's name.
    """
    colour = hues(graph.schemas)
    number = {card.table: f"t{place}" for place, card in enumerate(graph.cards)}
    lines = ["digraph schema {", *(f"  {line};" for line in GROUND)]
    worded = _worded(graph)
    for schema in graph.schemas:
        if not (cards := graph.of_schema(schema)):
            continue
        lines += [f"  subgraph {_text(f'cluster_{schema}')} {{", f"    {_cluster(schema, colour[schema])}"]
        for card in cards:
            marks = [f"id={number[card.table]}", f'class="{"card centre" if card.centre else "card"}"']
            if href is not None:
                marks += [f"URL={_text(href(card.table))}", f"tooltip={_text(card.table)}"]
            body = "".join(_rows(card, worded[card.table], colour, columns))
            lines.append(f"    {_text(card.table)} [{', '.join(marks)}, label=<{body}>];")
        lines.append("  }")
    lines += [f"  {_tie(one, number, graph, colour, columns)};" for one in _drawn(graph, columns)]
    if legend:
        lines.append(f"  label=<{_ink(_legend(graph, columns), QUIET, 10)}>; labelloc=b;")
    return "\n".join([*lines, "}"]) + "\n"


def _legend(graph: Graph, columns: Columns) -> str:
    words = [
        f"{len(graph.cards)} tables, {len(graph.ties)} foreign keys",
        "a crow's foot: several rows may refer to one; a ring: the key may be empty",
    ]
    if any(tie.worded for tie in graph.ties):
        words.append("->: a key to a table that is not drawn, or that too many refer to")
    if any(not tie.proved for tie in graph.ties):
        words.append("dashed: not validated")
    if columns == "all":
        words.append("*: never null")
    return "    ".join(words)


def _cluster(schema: str, hue: str) -> str:
    return (
        f'label=<<B>{escape(schema, quote=False)}</B>>; margin=14; style="rounded,filled"; color="{hue}66"; '
        f'fillcolor="{hue}{TINT}"; fontcolor="{hue}";'
    )


def _drawn(graph: Graph, columns: Columns) -> list[Tie]:
    """Return the ties that are lines. Without columns one line stands for all keys between two tables."""
    if columns != "none":
        return _own([tie for tie in graph.ties if not tie.worded])
    return list({(tie.child, tie.parent): tie for tie in reversed(graph.ties) if not tie.worded}.values())[::-1]


def _worded(graph: Graph) -> defaultdict[str, list[Tie]]:
    """Return by child the ties that stand in words."""
    worded: defaultdict[str, list[Tie]] = defaultdict(list)
    for tie in _own([tie for tie in graph.ties if tie.worded]):
        worded[tie.child].append(tie)
    return worded


def _own(ties: list[Tie]) -> list[Tie]:
    """Leave out keys that contain another key to the same table: what they add is a rule, not another relation."""
    own: defaultdict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in sorted(ties, key=lambda tie: (tie.child, tie.parent, len(tie.columns), tie.columns)):
        kept = own[tie.child, tie.parent]
        if not any(set(one.columns) <= set(tie.columns) for one in kept):
            kept.append(tie)
    return [tie for kept in own.values() for tie in kept]


def _tie(tie: Tie, number: dict[str, str], graph: Graph, colour: dict[str, str], columns: Columns) -> str:
    child, parent = _text(tie.child), _text(tie.parent)
    if columns != "none":
        child += f":w{_place(graph, tie.child, tie.columns[-1])}:w"
        parent += f":e{_place(graph, tie.parent, tie.parent_columns[-1])}:e"
    schema = next(card.schema for card in graph.cards if card.table == tie.parent)
    style = "" if tie.proved else ", style=dashed"
    ends = f"arrowtail={'crow' if tie.many else 'tee'}, arrowhead={'odottee' if tie.optional else 'tee'}"
    marks = f'class="tie {number[tie.child]} {number[tie.parent]}", key={_text(tie.key)}, color="{colour[schema]}"'
    return f"{child} -> {parent} [{marks}, {ends}{style}]"


def _place(graph: Graph, table: str, column: str) -> int:
    card = next(card for card in graph.cards if card.table == table)
    return [line.name for line in card.columns].index(column)


def _rows(card: Card, worded: list[Tie], colour: dict[str, str], columns: Columns) -> Iterator[str]:
    hue = colour[card.schema]
    border = 3 if card.centre else 1
    yield (
        f'<TABLE BORDER="{border}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="{hue}" BGCOLOR="{CARD}">'
        f'<TR><TD COLSPAN="4" BGCOLOR="{hue}"{_width(card.name, 11)}>{_ink(card.name, HEAD, 11, bold=True)}</TD></TR>'
    )
    notes = [f"{card.partitions} partitions"] if card.partitions else []
    notes += [f"{card.children} tables refer to it"] if card.children > HUB else []
    if notes:
        yield f'<TR><TD COLSPAN="4">{_ink(", ".join(notes), QUIET, SMALL)}</TD></TR>'
    if columns == "none":
        for parent in sorted({tie.parent for tie in worded}):
            yield f'<TR><TD COLSPAN="4" ALIGN="LEFT"{_width(parent, SMALL)}>{_leads_to(parent, colour)}</TD></TR>'
    for place, line in enumerate(card.columns):
        if columns == "all" or (columns == "keys" and line.mark):
            told = {tie.parent for tie in worded if tie.columns[-1] == line.name}
            yield _column(place, line, sorted(told), colour, types=columns == "all")
    yield "</TABLE>"


def _column(place: int, line: Line, told: list[str], colour: dict[str, str], *, types: bool) -> str:
    note = f"{line.type}{'' if line.nullable else ' *'}" if types else ""
    leads = '<BR ALIGN="LEFT"/>'.join(_leads_to(parent, colour) for parent in told) or " "
    cells = (
        (f' PORT="w{place}"', _ink(line.mark, QUIET, SMALL)),
        (_width(line.name, 10), _ink(line.name, INK, 10, bold="PK" in line.mark)),
        (_width(note, SMALL), _ink(note, QUIET, SMALL)),
        (f' PORT="e{place}"{_width(max(told, key=len, default=""), SMALL)}', leads),
    )
    return "".join(["<TR>", *(f'<TD ALIGN="LEFT"{marks}>{words}</TD>' for marks, words in cells), "</TR>"])


def _leads_to(parent: str, colour: dict[str, str]) -> str:
    """Return words for a key without a line, in the colour of the schema that it leads to."""
    return _ink(f"-> {parent}", colour.get(_schema_of(parent, colour), INK), SMALL)


def _ink(text: str, hue: str, points: int, *, bold: bool = False) -> str:
    """Return words in a colour. An empty element would be a syntax error."""
    words = escape(text, quote=False).replace("\\", "\\\\") or " "  # \\N and its like would stand for names
    return f'<FONT COLOR="{hue}" POINT-SIZE="{points}">{f"<B>{words}</B>" if bold else words}</FONT>'


def _schema_of(table: str, colour: dict[str, str]) -> str:
    return next((schema for schema in colour if table.startswith(f"{schema}.")), "")


def _width(words: str, points: int) -> str:
    """Return the least width of a cell whose words Graphviz cannot measure: it knows the letters of ASCII alone."""
    if words.isascii():
        return ""
    ems = sum(1.0 if unicodedata.east_asian_width(sign) in WIDE else 0.62 for sign in words)
    return f' WIDTH="{round(ems * points) + 6}"'


def _text(text: str) -> str:
    """Return a text as a quoted string; a backslash is itself and begins no escape."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
