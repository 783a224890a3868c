"""What the sections of a report are built from: the catalog, and every relation with its proof, asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from showground.schema.proving.types import HIDDEN, Link
from showground.schema.reporting.implied import implied
from showground.schema.reporting.kinds import Kinds, kinds_of
from showground.schema.reporting.pairs import Polymorphic, branches, pairs, polymorphic, type_is
from showground.schema.reporting.types import Line, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from showground.schema.catalog.read import Connection
    from showground.schema.catalog.types import Snapshot, Table
    from showground.schema.proving.probe import Prober
    from showground.schema.proving.types import Status
    from showground.schema.reporting.maps import Maps

    Told = Callable[[str, int, int], None]


class Typed(NamedTuple):
    """A polymorphic pair, the types its rows have, and what was proved of each of them."""

    found: Polymorphic
    kinds: Kinds
    proved: tuple[tuple[Link, Line], ...]

    def word(self, link: Link) -> str:
        """Return the type that a branch is of."""
        return next(word for word, _ in self.found.targets if link.where == type_is(self.found.pair, word))


class Counted(NamedTuple):
    """Rows, or why they could not be counted."""

    rows: int | None
    status: Status = "enforced"
    why: str = ""


class Material(NamedTuple):
    """The catalog and the proofs. `schemas` are those that the report is about."""

    snapshot: Snapshot
    maps: Maps
    schemas: frozenset[str]
    prober: Prober
    keys: tuple[tuple[Link, Line], ...]
    typed: tuple[Typed, ...]
    named: tuple[tuple[Link, Line], ...]  # relations that only names tell of
    homes: dict[str, str]  # of a partition the table it is a part of; of others themselves

    def wanted(self, table: str) -> bool:
        """Whether a table is one that the report is about."""
        return schema_of(table) in self.schemas

    def tables(self) -> list[Table]:
        """Return the tables that hold rows and are no partitions, of the wanted schemas."""
        return [table for name, table in sorted(self.maps.roots.items()) if self.wanted(name)]

    async def counted(self, table: str, where: str = "") -> Counted:
        """Count rows; of tables that are hidden, and of those that take too long, say so."""
        rows = await self.prober.count(table, where)
        if rows is not None:
            return Counted(rows)
        known = next((one for one in self.snapshot.tables if one.name == table), None)
        if known is None or not known.may_select or known.readers_policies or known.kind == "foreign":
            return Counted(None, "hidden", HIDDEN)
        return Counted(None, "unchecked", "rows are hidden, or counting them took too long")


async def gathered(
    connection: Connection,
    maps: Maps,
    prober: Prober,
    *,
    schemas: frozenset[str],
    sample: float | None,
    statement_seconds: float,
    told: Told,
) -> Material:
    """Ask every relation that touches the schemas.

    Args:
        told: Is told what is asked, how many questions were asked, and how many there are.
    """

    def touches(link: Link) -> bool:
        return schema_of(link.child) in schemas or schema_of(link.parent) in schemas

    kinds = {
        (pair.table, pair.type_column): await kinds_of(connection, maps, pair, sample=sample, seconds=statement_seconds)
        for pair in pairs(maps)
        if schema_of(pair.table) in schemas
    }
    found = polymorphic(maps, {key: set(seen.rows) for key, seen in kinds.items()})
    typed = [(one, branches(maps, one)) for one in found if (one.table, one.type_column) in kinds]
    keys = [link for links in maps.leaving.values() for link in links if touches(link)]
    named = [link for link in implied(maps) if touches(link)]
    asking = _Asking(prober, told, len(keys) + len(named) + sum(len(links) for _, links in typed))
    return Material(
        snapshot=maps.snapshot,
        maps=maps,
        schemas=schemas,
        prober=prober,
        keys=await asking.proved(keys, "fk"),
        typed=tuple(
            [
                Typed(one, kinds[one.table, one.type_column], await asking.proved(links, "polymorphic"))
                for one, links in typed
            ]
        ),
        named=await asking.proved(named, "implied"),
        homes=_homes(maps.snapshot),
    )


class _Asking:
    """Asks one relation after the other and tells how far it is."""

    def __init__(self, prober: Prober, told: Told, total: int) -> None:
        self._prober, self._told, self._total = prober, told, total
        self._done = 0

    async def proved(self, links: Iterable[Link], kind: str) -> tuple[tuple[Link, Line], ...]:
        answers = []
        for link in sorted(links, key=lambda one: (one.child, one.key, one.columns, one.where)):
            self._told(f"{link.child} -> {link.parent}", self._done, self._total)
            answers.append((link, line_of(await self._prober.orphans(link, kind=kind))))
            self._done += 1
        return tuple(answers)


def _homes(snapshot: Snapshot) -> dict[str, str]:
    """Return of each table the one that it is a part of in the end."""
    homes = {table.name: table.partition_of or table.name for table in snapshot.tables}
    while any(homes[home] != home for home in homes.values()):  # partitions of partitions
        homes = {name: homes[home] for name, home in homes.items()}
    return homes


def schema_of(name: str) -> str:
    """Return the schema of a table's quoted name."""
    if name.startswith('"'):
        return name[: name.replace('""', "  ").index('"', 1) + 1]
    return name.split(".", 1)[0]
