"""Flows as paths in the graph of foreign keys, and how many rows each of them reaches."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from showground.schema.reporting.types import Line, Section, worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.schema.proving.types import Link
    from showground.schema.reporting.flows import Step
    from showground.schema.reporting.material import Material


async def flows(material: Material, steps: Sequence[Step]) -> Section:
    """Return each flow with its steps; a step counts the rows that the path reaches from the flow's start."""
    lines = []
    for name, group in groupby(steps, key=lambda step: step.flow):
        lines.append(await _flow(material, name, list(group)))
    return Section(
        name="flows",
        title="Flows",
        says=(
            "Each step is one foreign key, walked in either direction. Its rows are those of the step's table that the "
            "path reaches from the rows of the flow's first table."
        ),
        layout="tree",
        lines=tuple(lines),
    )


async def _flow(material: Material, name: str, steps: list[Step]) -> Line:
    start = await material.counted(steps[0].source) if steps[0].source in material.maps.roots else None
    began = "not counted" if start is None or start.rows is None else f"{start.rows:,} rows"
    below = []
    for place, step in enumerate(steps):
        below.append(await _step(material, steps[: place + 1], step))
    path = " → ".join([steps[0].source, *(step.target for step in steps)])
    status = worst(line.status for line in below)
    return Line(check="flow", subject=name, status=status, evidence=f"{path}; starts with {began}", below=tuple(below))


async def _step(material: Material, path: list[Step], step: Step) -> Line:
    subject = f"{step.number}. {step.source} → {step.target}"
    hop = _key(material, step)
    if hop is None:
        return Line(
            check="flow",
            subject=subject,
            status="missing",
            evidence="the foreign keys of the catalog",
            why=f"no foreign key of {step.child} over {step.column} to {step.parent}",
        )
    link, line = hop
    where = _reached(material, path, "c")
    if where is None:
        reached, why = None, "a step before it is missing"
    else:
        counted = await material.counted(step.target, where)
        reached, why = counted.rows, counted.why
    rows = f"{reached:,} rows reached" if reached is not None else "rows not counted"
    direction = "child to parent" if step.child == step.source else "parent to children"
    return Line(
        check="flow",
        subject=f"{subject} ({', '.join(link.columns)})",
        status=line.status if reached is not None else worst((line.status, "unchecked")),
        evidence=f"{rows}; foreign key {link.key}, from {direction}; {line.examined:,} rows of {link.child} asked",
        examined=reached or 0,
        violations=line.violations,
        samples=line.samples,
        why=line.why or why,
    )


def _key(material: Material, step: Step) -> tuple[Link, Line] | None:
    """Return the foreign key of a step, the one with the fewest columns when several have it."""
    found = [
        (link, line)
        for link, line in material.keys
        if link.child == step.child and link.parent == step.parent and step.column in link.columns
    ]
    return min(found, key=lambda hop: (len(hop[0].columns), hop[0].key), default=None)


def _reached(material: Material, path: list[Step], alias: str) -> str | None:
    """Return the condition under which a row of the last step's table is reached from the first; None without a key."""
    step, before = path[-1], path[:-1]
    hop = _key(material, step)
    if hop is None:
        return None
    link, other = hop[0], f"s{len(path)}"
    mine, theirs = (other, alias) if step.child == step.source else (alias, other)
    pairs = zip(link.columns, link.parent_columns, strict=True)
    joined = " and ".join(f"{theirs}.{parent} = {mine}.{child}" for child, parent in pairs)
    came = max((place for place, earlier in enumerate(before) if earlier.target == step.source), default=None)
    if came is not None:
        further = _reached(material, before[: came + 1], other)
        if further is None:
            return None
        joined = f"{joined} and {further}"
    return f"exists (select from {step.source} {other} where {joined})"
