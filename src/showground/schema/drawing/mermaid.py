"""A graph as Mermaid's `erDiagram`, which many wikis and code hosts draw. It has no groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.schema.drawing.dot import Columns
    from showground.schema.drawing.graph import Card, Graph, Tie

_NO_WORD = re.compile(r"\W", re.ASCII)
_NO_NAME = re.compile(r'["%\\\s]')


def mermaid(graph: Graph, *, columns: Columns = "none") -> str:
    """Return the graph in Mermaid's language; every key between two drawn tables is a line."""
    names = _names(graph)
    lines = ["erDiagram"]
    for card in graph.cards:
        lines += _entity(card, names[card.table], columns)
    lines += [f"  {_line(tie, names)}" for tie in graph.ties if tie.parent in names]
    return "\n".join(lines) + "\n"


def _names(graph: Graph) -> dict[str, str]:
    """Return a name for each table that Mermaid takes, and that no other has."""
    names: dict[str, str] = {}
    for place, card in enumerate(graph.cards):
        name = _NO_NAME.sub("_", card.table)
        names[card.table] = name if name not in names.values() else f"{name}_{place}"
    return names


def _entity(card: Card, name: str, columns: Columns) -> Iterator[str]:
    lines = [line for line in card.columns if columns == "all" or (columns == "keys" and line.mark)]
    yield f'  "{name}"{" {" if lines else ""}'
    for line in lines:
        said = f' "{_quoted(line.name)}"' if _word(line.name) != line.name else ""
        marks = f" {line.mark.replace(' ', ', ')}" if line.mark else ""
        yield f"    {_word(line.type)} {_word(line.name)}{marks}{said}"
    if lines:
        yield "  }"


def _line(tie: Tie, names: dict[str, str]) -> str:
    many, one = "}o" if tie.many else "|o", "o|" if tie.optional else "||"
    return f'"{names[tie.child]}" {many}--{one} "{names[tie.parent]}" : "{_quoted(", ".join(tie.columns))}"'


def _word(text: str) -> str:
    """Return a type's or column's name with nothing in it but what Mermaid takes there."""
    word = _NO_WORD.sub("_", text).strip("_") or "_"
    return word if word[0].isalpha() or word == text else f"_{word}"


def _quoted(text: str) -> str:
    return _NO_NAME.sub(" ", text).strip() or "-"
