"""Compares two catalogs thing by thing. It asks nothing of a database: snapshots are all it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from showground.schema.comparing.facets import CONSTRAINTS, Key, columns, things
from showground.schema.comparing.renaming import renamed
from showground.schema.comparing.types import KINDS, Change, Difference, Facet, Fate, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from showground.schema.catalog.types import Snapshot
    from showground.schema.comparing.facets import Facets

RANKS = {kind: rank for rank, kind in enumerate(KINDS)}


def compare(
    before: Snapshot,
    after: Snapshot,
    *,
    rename: Mapping[str, str] | None = None,
    owners: bool = False,
    ignore: Collection[Kind] = (),
) -> Difference:
    """Return what was lost, added and changed between two catalogs.

    Never compared: sizes, scans, estimated rows, who read. What an extension made comes and goes with the extension.
    With `rename` an empty difference proves that nothing but those names changed: see `renaming.renamed`.

    Args:
        rename: Names of the first catalog that are others in the second; whatever depends on them follows.
        owners: Compare who owns what as well.
        ignore: Kinds that are not compared.
    """
    if rename:
        before = renamed(before, rename)
    found = _Pair(things(before, owners=owners), things(after, owners=owners), columns(before), columns(after))
    changes = [*_differing(found), *_reordered(found)]
    kept = (change for change in changes if change.kind not in ignore)
    return Difference(tuple(sorted(kept, key=lambda one: (RANKS[one.kind], one.table, one.name))))


class _Pair(NamedTuple):
    """Both catalogs as things, and the columns of their tables in order, each as a text."""

    old: dict[Key, Facets]
    new: dict[Key, Facets]
    old_columns: dict[str, dict[str, str]]
    new_columns: dict[str, dict[str, str]]


def _differing(found: _Pair) -> Iterator[Change]:
    for key in found.old.keys() | found.new.keys():
        facets = _facets(key, found)
        if facets and not _told_by_another(key, found):
            fate: Fate = "lost" if key not in found.new else "added" if key not in found.old else "changed"
            yield Change(key.kind, key.name, key.table, fate, facets)


def _facets(key: Key, found: _Pair) -> tuple[Facet, ...]:
    """Return what is not the same of one thing; of a table that is on one side only its columns as well."""
    was, now = dict(found.old.get(key, {})), dict(found.new.get(key, {}))
    if key.kind == "table" and not (was and now):
        for side, every in ((was, found.old_columns), (now, found.new_columns)):
            if side:
                side["columns"] = "\n".join(every.get(key.table, {}).values())
    names = was | now
    pairs = ((name, was.get(name, ""), now.get(name, "")) for name in names)
    return tuple(Facet(name, one, other) for name, one, other in pairs if one != other) or _bare(was, now)


def _bare(was: Facets, now: Facets) -> tuple[Facet, ...]:
    """Say of a thing that has no facet but to be there that it is."""
    return () if was and now else (Facet("there", "yes" if was else "", "yes" if now else ""),)


def _told_by_another(key: Key, found: _Pair) -> bool:
    """Tell whether it goes without saying: a column with its table, an index with its constraint."""
    old, new = found.old, found.new
    sides = [side[key] for side in (old, new) if key in side]
    match key.kind:
        case "column":
            return key.table not in found.old_columns or key.table not in found.new_columns
        case "sequence":
            return len(sides) == 1 and sides[0]["identity"] == "yes"
        case "index" if all(side["of a constraint"] for side in sides):
            owners = (Key(kind, key.table, key.name) for kind in CONSTRAINTS.values())
            return len(sides) == 1 or any(old.get(owner) != new.get(owner) for owner in owners)
    return False


def _reordered(found: _Pair) -> Iterator[Change]:
    """Find tables whose columns stand in another order; those that came or went do not move the others."""
    old, new = found.old_columns, found.new_columns
    for table in old.keys() & new.keys():
        common = old[table].keys() & new[table].keys()
        was, now = ([name for name in side[table] if name in common] for side in (old, new))
        if was != now:
            yield Change("column order", table, table, "changed", (Facet("order", ", ".join(was), ", ".join(now)),))
