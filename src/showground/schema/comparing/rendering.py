"""A difference for people and for programs: text, Markdown and JSON, the same for the same catalogs."""

from __future__ import annotations

import difflib
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.schema.catalog.types import Reader
    from showground.schema.comparing.types import Change, Difference, Facet, Fate

Format: TypeAlias = Literal["text", "markdown", "json"]
SIGNS: dict[Fate, str] = {"lost": "-", "added": "+", "changed": "~"}
# What goes without saying of something that came or went.
USUAL = {(name, "yes") for name in ("validated", "enforced", "valid", "enabled", "there")} | {("kind", "table")}
SHORT = 60
VERSIONS = (
    "PostgreSQL {} and {} write some definitions differently (views since 16, the right `maintain` since 17);"
    " such differences are named as well."
)


def render(difference: Difference, before: Reader, after: Reader, form: Format) -> str:
    """Return what was lost, added and changed, table by table."""
    if form == "json":
        sides = {"before": before, "after": after}
        read = {name: {"database": one.database, "version": one.version} for name, one in sides.items()}
        answer = {**read, "counts": _counts(difference), "changes": difference.changes}
        return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()
    lines = _markdown(difference) if form == "markdown" else _text(difference)
    if difference and before.major != after.major:
        lines = [*lines, "", VERSIONS.format(before.major, after.major)]
    return "\n".join(lines)


def summary(difference: Difference) -> str:
    """Return how much is different in one line."""
    counts = _counts(difference)
    if not difference:
        return "No difference."
    each = ", ".join(f"{counts[fate]} {fate}" for fate in SIGNS)
    return f"{len(difference.changes)} difference{'s' if len(difference.changes) > 1 else ''}: {each}."


def _counts(difference: Difference) -> dict[Fate, int]:
    found = Counter(change.fate for change in difference.changes)
    return {fate: found[fate] for fate in SIGNS}


class Group(NamedTuple):
    """What changed of a table, or of a kind that belongs to no table."""

    heading: str
    of_table: bool
    changes: list[Change]


def _groups(difference: Difference) -> list[Group]:
    groups: dict[tuple[bool, str], list[Change]] = {}
    for change in difference.changes:
        groups.setdefault((change.table != "", change.table or f"{change.kind}s"), []).append(change)
    found = [Group(heading, of_table, changes) for (of_table, heading), changes in groups.items()]
    return sorted(found, key=lambda group: (group.of_table, group.heading if group.of_table else ""))


def _text(difference: Difference) -> list[str]:
    lines = [summary(difference)]
    for group in _groups(difference):
        lines += ["", group.heading]
        for change in group.changes:
            lines.append(f"  {SIGNS[change.fate]} {_title(change)}")
            lines += (f"      {line}" for line in _details(change))
    return lines


def _markdown(difference: Difference) -> list[str]:
    lines = [f"**{summary(difference)}**"]
    for group in _groups(difference):
        lines += ["", f"## `{group.heading}`" if group.of_table else f"## {group.heading.capitalize()}", ""]
        for change in group.changes:
            lines.append(f"- **{change.fate}** `{_title(change)}`")
            details = list(_details(change))
            fence = "````" if any("```" in line for line in details) else "```"
            lines += [f"  {line}" for line in (f"{fence}diff", *details, fence)] if details else []
    return lines


def _title(change: Change) -> str:
    if not change.table:
        return change.name
    return change.kind if change.name == change.table else f"{change.kind} {change.name}"


def _details(change: Change) -> Iterator[str]:
    for facet in change.facets:
        if change.fate == "changed":
            yield from _turned(facet)
        elif (facet.name, facet.before or facet.after) not in USUAL:
            sign, value = ("-", facet.before) if facet.before else ("+", facet.after)
            if _short(value):
                yield f"{sign} {facet.name}: {value}"
            else:
                yield f"{sign} {facet.name}:"
                yield from (f"{sign}   {line}" for line in value.splitlines())


def _turned(facet: Facet) -> Iterator[str]:
    if _short(facet.before) and _short(facet.after):
        yield f"  {facet.name}: {_word(facet.before, facet.after)} -> {_word(facet.after, facet.before)}"
        return
    yield f"  {facet.name}:"
    lines = difflib.unified_diff(facet.before.splitlines(), facet.after.splitlines(), lineterm="", n=2)
    for line in islice(lines, 3, None):  # the first three name files and a place
        yield "    ..." if line.startswith("@@") else f"{line[0]}   {line[1:]}"


def _word(value: str, other: str) -> str:
    return value or ("no" if other == "yes" else "none")


def _short(value: str) -> bool:
    return len(value) <= SHORT and "\n" not in value
