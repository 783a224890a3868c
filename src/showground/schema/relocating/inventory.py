"""What a database holds, counted and digested by OID before and after; only the names of schemas may differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.schema.relocating.types import Count, Obstacle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.schema.catalog.read import Connection

SQL = named(__name__)


async def counted(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return for each kind of thing how many there are, and a digest of all that is stored of them."""
    return {row["kind"]: (row["many"], row["digest"]) for row in await connection.fetch(SQL["inventory"].sql)}


def compared(before: Mapping[str, tuple[int, str]], after: Mapping[str, tuple[int, str]]) -> tuple[Count, ...]:
    """Compare two inventories kind by kind."""
    nothing = (0, "")
    return tuple(
        Count(kind, before.get(kind, nothing)[0], after.get(kind, nothing)[0], before.get(kind) == after.get(kind))
        for kind in sorted({*before, *after})
    )


def lost(counts: tuple[Count, ...]) -> list[Obstacle]:
    """Return what is not the same any more."""
    why = "are not what they were: {} before, {} after"
    return [Obstacle(f"the {one.kind}", 0, why.format(one.before, one.after)) for one in counts if not one.same]
