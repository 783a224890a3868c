"""Two more witnesses of a move, who know nothing of how it was done: catalogs compared, and bodies judged anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.schema.comparing.compare import compare
from showground.schema.proving.bodies import unresolved
from showground.schema.relocating.types import Obstacle

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from showground.schema.catalog.read import Connection
    from showground.schema.catalog.types import Snapshot
    from showground.schema.proving.types import Proof

WRITTEN_ANEW = {"definition"}


def differences(
    before: Snapshot, after: Snapshot, rename: Mapping[str, str], *, rewritten: Collection[str], given: Collection[str]
) -> list[Obstacle]:
    """Return what is not the same in both catalogs, but for the names of schemas.

    Args:
        rename: Former names to new ones.
        rewritten: Routines, by their new names, whose bodies were written anew.
        given: Rights to look into schemas that were given, as `schema sales to public`.
    """
    found = []
    for change in compare(before, after, rename=rename).changes:
        anew = change.kind == "routine" and change.name in rewritten
        if anew and {facet.name for facet in change.facets} <= WRITTEN_ANEW:
            continue
        if change.kind == "grant" and change.name in given:
            continue
        told = [
            f"{one.name}: {one.before or 'nothing'} before, {one.after or 'nothing'} after" for one in change.facets
        ]
        found.append(Obstacle(change.name, 0, f"the {change.kind} was {change.fate} ({'; '.join(told)})"))
    return found


async def judged(connection: Connection, snapshot: Snapshot) -> dict[str, Proof]:
    """Return the routines whose bodies mean nothing, or of which nobody can say it."""
    return {proof.subject: proof for proof in await unresolved(connection, snapshot)}


def broken(before: Mapping[str, Proof], after: Mapping[str, Proof], rename: Mapping[str, str]) -> list[Obstacle]:
    """Return the bodies that are in a worse state than before."""
    former = {rename.get(name, name): proof.status for name, proof in before.items()}
    return [
        Obstacle(name, 0, f"its body does not resolve any more: {proof.why or proof.evidence}")
        for name, proof in sorted(after.items())
        if former.get(name) != proof.status
    ]
