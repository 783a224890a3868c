"""Judges whether a row and the row that it refers to belong to the same tenant.

A table's tenant is said by the column that the contract declares; else by its only foreign key to the table of tenants
that is never null; else by the parent that the shortest way over foreign keys that are never null leads to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from showground.kit.faults import Invalid
from showground.schema.proving.probe import subject_of
from showground.schema.proving.types import Link

if TYPE_CHECKING:
    from showground.schema.catalog.types import ForeignKey, Snapshot
    from showground.schema.proving.contract import Contract
    from showground.schema.proving.probe import Prober
    from showground.schema.proving.types import Proof

KIND = "tenant"


class _Way(NamedTuple):
    """How a table's tenant is found: by a column, or by one of the parent's."""

    column: str = ""
    key: ForeignKey | None = None


class Tenancy:
    """Which tenant every row belongs to.

    Raises:
        Invalid: the contract names a table or column that is not there.
    """

    def __init__(self, snapshot: Snapshot, contract: Contract) -> None:
        self._snapshot, self._tenant, self._crosses = snapshot, contract.tenant, set(contract.crosses)
        self._nullable = {(column.table, column.name): column.nullable for column in snapshot.columns}
        self._ways = self._declared(contract)
        self._widen()

    def links(self) -> list[ForeignKey]:
        """Return the foreign keys between tables that both have a tenant, where the tenants could disagree."""
        return [key for key in self._snapshot.foreign_keys if self._judged(key)]

    async def judge(self, key: ForeignKey, prober: Prober) -> Proof:
        """Return whether the rows on both sides of a link belong to the same tenant."""
        met = _met(key, "p", "c")
        mine, theirs = self._tenant_of(key.child, "c"), self._tenant_of(key.parent, "p")
        condition = f"exists (select from {key.parent} p where {met} and {theirs} is distinct from {mine})"  # noqa: S608
        subject = subject_of(Link(key.child, key.columns, key.parent, key.parent_columns))
        proof = await prober.breaches(key.child, condition, subject=subject, kind=KIND)
        both = (self._ways[key.child].column, self._ways[key.parent].column)
        carried = both in set(zip(key.columns, key.parent_columns, strict=True))
        if proof.status in {"holds", "unchecked"} and carried and key.validated and key.enforced:
            evidence = f"foreign key {key.name} carries the tenant; {proof.evidence}"
            return msgspec.structs.replace(proof, status="enforced", evidence=evidence, why="")
        return proof

    def _judged(self, key: ForeignKey) -> bool:
        if key.parent == self._tenant or key.child not in self._ways or key.parent not in self._ways:
            return False
        crosses = any(f"{key.child}.{column}" in self._crosses for column in key.columns)
        return not crosses and self._ways[key.child].key is not key

    def _declared(self, contract: Contract) -> dict[str, _Way]:
        primary = next(
            (index.columns for index in self._snapshot.indexes if index.table == self._tenant and index.primary), ()
        )
        if len(primary) != 1:
            raise Invalid(
                f"{self._tenant} is no table of tenants: there is none, or its primary key is not one column."
            )
        ways = {self._tenant: _Way(primary[0])}
        for name in contract.tenant_columns:
            table, _, column = name.rpartition(".")
            if (table, column) not in self._nullable:
                raise Invalid(f"The contract's tenant column {name} is not there.")
            ways[table] = _Way(column)
        return ways

    def _widen(self) -> None:
        """Find the shortest ways, one step further in each round; of several as short the first by name."""
        direct: dict[str, list[ForeignKey]] = {}
        for key in self._snapshot.foreign_keys:
            if key.parent == self._tenant and len(key.columns) == 1 and not self._loose(key):
                direct.setdefault(key.child, []).append(key)
        for table, keys in direct.items():
            if len(keys) == 1:
                self._ways.setdefault(table, _Way(keys[0].columns[0]))
        ambiguous = {table for table, keys in direct.items() if len(keys) > 1}
        while found := self._next(ambiguous):
            self._ways.update(found)

    def _next(self, ambiguous: set[str]) -> dict[str, _Way]:
        found: dict[str, _Way] = {}
        for key in self._snapshot.foreign_keys:
            reached = key.parent in self._ways and key.parent != self._tenant
            if reached and key.child not in self._ways and key.child not in ambiguous and not self._loose(key):
                found.setdefault(key.child, _Way(key=key))
        return found

    def _loose(self, key: ForeignKey) -> bool:
        return any(self._nullable[key.child, column] for column in key.columns)

    def _tenant_of(self, table: str, alias: str) -> str:
        """Return SQL for the tenant of a row."""
        way = self._ways[table]
        if way.key is None:
            return f"{alias}.{way.column}"
        above = f"{alias}{len(alias)}"
        tenant = self._tenant_of(way.key.parent, above)
        return f"(select {tenant} from {way.key.parent} {above} where {_met(way.key, above, alias)})"  # noqa: S608


def _met(key: ForeignKey, parent: str, child: str) -> str:
    pairs = zip(key.columns, key.parent_columns, strict=True)
    return " and ".join(f"{parent}.{theirs} = {child}.{mine}" for mine, theirs in pairs)
