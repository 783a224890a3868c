"""Judges the relations that a contract promises: columns, types, nulls, what enforces them, and their rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from showground.schema.proving.probe import NOTHING_LINKED, plain_type, subject_of
from showground.schema.proving.types import Link, Proof

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.schema.catalog.types import ForeignKey, Snapshot
    from showground.schema.proving.contract import Relation
    from showground.schema.proving.probe import Prober

CATALOG = "the catalog"


class Judge:
    """Judges relations one by one.

    Args:
        made: What generated columns are made of, by table and column.
    """

    def __init__(self, prober: Prober, snapshot: Snapshot, made: dict[tuple[str, str], str]) -> None:
        self._prober, self._snapshot, self._made = prober, snapshot, made
        self._columns = {(column.table, column.name): column for column in snapshot.columns}
        self._tables = {table.name for table in snapshot.tables}

    async def judge(self, relation: Relation) -> list[Proof]:
        """Return what came of its columns, types and nulls, then whether it is enforced and its rows agree."""
        absent = self._absent(relation)
        if absent:
            return [Proof(relation.subject, "column", "missing", CATALOG, why=f"no {absent}")]
        return [
            Proof(relation.subject, "column", "enforced", CATALOG),
            self._typed(relation),
            self._nullable(relation),
            await self._linked(relation),
        ]

    def _absent(self, relation: Relation) -> str:
        ends = ((relation.child, relation.column), (relation.parent, relation.parent_column))
        for table, column in ends:
            if table not in self._tables:
                return f"table {table}"
            if (table, column) not in self._columns:
                return f"column {table}.{column}"
        return ""

    def _typed(self, relation: Relation) -> Proof:
        mine = plain_type(self._columns[relation.child, relation.column])
        theirs = plain_type(self._columns[relation.parent, relation.parent_column])
        evidence = f"{CATALOG}: {mine} and {theirs}"
        if mine == theirs:
            return Proof(relation.subject, "type", "enforced", evidence)
        return Proof(relation.subject, "type", "violated", evidence, why=f"{mine} refers to {theirs}")

    def _nullable(self, relation: Relation) -> Proof:
        is_nullable = self._columns[relation.child, relation.column].nullable
        evidence = f"{CATALOG}: {'nullable' if is_nullable else 'not null'}"
        if is_nullable is relation.nullable:
            return Proof(relation.subject, "nullable", "enforced", evidence)
        why = "nullable, promised not to be" if is_nullable else "not null, promised to be nullable"
        return Proof(relation.subject, "nullable", "violated", evidence, why=why)

    async def _linked(self, relation: Relation) -> Proof:
        if relation.kind == "polymorphic":
            proof = await self._polymorphic(relation)
        elif relation.kind.startswith("same-"):
            proof = await self._same(relation)
        else:
            pair = ((relation.column,), (relation.parent_column,))
            key = _best(key for key in self._between(relation) if (key.columns, key.parent_columns) == pair)
            proof = await self._asked(relation, Link(relation.child, pair[0], relation.parent, pair[1]), key)
        return msgspec.structs.replace(proof, subject=relation.subject)

    def _between(self, relation: Relation) -> list[ForeignKey]:
        ends = (relation.child, relation.parent)
        return [key for key in self._snapshot.foreign_keys if (key.child, key.parent) == ends]

    async def _asked(self, relation: Relation, link: Link, key: ForeignKey | None, *, lacks: str = "") -> Proof:
        """Ask the rows; without a key the relation is at best not broken."""
        link = msgspec.structs.replace(link, key=key.name if key else "")
        proof = await self._prober.orphans(link, kind=relation.kind)
        lacks = lacks or f"no foreign key enforces {subject_of(link)}"
        if key is None and proof.status == "holds":
            return msgspec.structs.replace(proof, why=lacks)
        if key is None and proof.why == NOTHING_LINKED:
            return msgspec.structs.replace(proof, status="missing", why=f"{lacks}; {proof.why}")
        return proof

    async def _polymorphic(self, relation: Relation) -> Proof:
        """A column that is the id when the type says so carries the key to this parent; rows are asked by type."""
        found = self.branch(relation)
        if found is None:
            why = f"which value of {_type_column(relation)} means {relation.parent} is not known: say it as `when`"
            return Proof(relation.subject, relation.kind, "unchecked", CATALOG, why=why)
        column, value, key = found
        link = Link(
            relation.child,
            (relation.column,),
            relation.parent,
            (relation.parent_column,),
            where=f"c.{column}::text = {literal(value)}",
        )
        lacks = f"no generated column carries a foreign key to {relation.parent}"
        return await self._asked(relation, link, key, lacks=lacks)

    def branch(self, relation: Relation) -> tuple[str, str, ForeignKey | None] | None:
        """Return the type column, its value for this parent, and the key of the column that is generated for it."""
        type_column = _type_column(relation)
        if (relation.child, type_column) not in self._columns:
            return None
        for key in self._between(relation):
            value = self._value_behind(key, relation, type_column)
            if value is not None and relation.type_value in {"", value}:
                return type_column, value, key
        value = relation.type_value or self._likely_value(relation, type_column)
        return (type_column, value, None) if value else None

    def _value_behind(self, key: ForeignKey, relation: Relation, type_column: str) -> str | None:
        """Return the type's value for which the key's column is the id."""
        if key.parent_columns != (relation.parent_column,):
            return None
        made = self._made.get((key.child, key.columns[0]), "")
        written = rf"{re.escape(type_column)}\)?(?:::[^=]*)? = '((?:[^']|'')*)'.*?THEN {re.escape(relation.column)}\b"
        found = re.search(written, made, re.DOTALL)
        return found[1].replace("''", "'") if found else None

    def _likely_value(self, relation: Relation, type_column: str) -> str | None:
        """Return the only label of the type's enum that the parent's name has in it."""
        kind = plain_type(self._columns[relation.child, type_column])
        labels = [
            label.replace("''", "'")
            for one in self._snapshot.types
            if one.name == kind and one.kind == "enum"
            for label in re.findall(r"'((?:[^']|'')*)'", one.definition)
        ]
        name = relation.parent.partition(".")[2]
        likely = [label for label in labels if label.lower() in name]
        return likely[0] if len(likely) == 1 else None

    async def _same(self, relation: Relation) -> Proof:
        """A composite key carries what both must have in common, and that is there whenever the link is."""
        carried = relation.kind.removeprefix("same-") + "_id"
        pair = (relation.column, relation.parent_column)
        keys = [key for key in self._between(relation) if _carries(key, pair, carried)]
        key = _best(keys)
        if key is None:
            return await self._uncarried(relation, carried)
        mine = next(here for here, there in zip(key.columns, key.parent_columns, strict=True) if there == carried)
        proof = await self._asked(relation, Link(key.child, key.columns, key.parent, key.parent_columns), key)
        if proof.status == "enforced" and not self._implied(relation, mine):
            why = f"{relation.column} may be there without {mine}, and then nothing is compared"
            return msgspec.structs.replace(proof, status="holds", why=why)
        return proof

    async def _uncarried(self, relation: Relation, carried: str) -> Proof:
        lacks = f"no foreign key carries {carried}"
        for table in (relation.child, relation.parent):
            if (table, carried) not in self._columns:
                why = f"{lacks}, and there is no column {table}.{carried}"
                return Proof(relation.subject, relation.kind, "missing", CATALOG, why=why)
        mine, theirs = (carried, relation.column), (carried, relation.parent_column)
        return await self._asked(relation, Link(relation.child, mine, relation.parent, theirs), None, lacks=lacks)

    def _implied(self, relation: Relation, carried: str) -> bool:
        if not self._columns[relation.child, carried].nullable:
            return True
        implied = f"(({relation.column} IS NULL) OR ({carried} IS NOT NULL))"
        return any(
            check.table == relation.child and check.validated and check.enforced and implied in check.definition
            for check in self._snapshot.constraints
        )

    async def types_of_pairs(self, relations: Iterable[Relation]) -> list[Proof]:
        """Return for each polymorphic pair whether every row's type is one of those that have a parent."""
        values: dict[tuple[str, str, str], list[str]] = {}
        for relation in relations:
            if relation.kind == "polymorphic" and not self._absent(relation) and (found := self.branch(relation)):
                values.setdefault((relation.child, relation.column, found[0]), []).append(found[1])
        return [
            await self._prober.breaches(
                child,
                f"c.{column} is not null and coalesce(c.{type_column}::text not in "
                f"({', '.join(literal(value) for value in sorted(known))}), true)",
                subject=f"{child}.{type_column}",
                kind="type of pair",
            )
            for (child, column, type_column), known in values.items()
        ]


def literal(value: str) -> str:
    """Return a text as SQL writes it, under `standard_conforming_strings`."""
    return "'" + value.replace("'", "''") + "'"


def _type_column(relation: Relation) -> str:
    return relation.type_column or re.sub(r"_id(\"?)$", r"_type\1", relation.column)


def _carries(key: ForeignKey, pair: tuple[str, str], carried: str) -> bool:
    pairs = set(zip(key.columns, key.parent_columns, strict=True))
    return len(pairs) == 2 and pair in pairs and carried in key.parent_columns


def _best(keys: Iterable[ForeignKey]) -> ForeignKey | None:
    """Return a key that binds rather than one that does not."""
    return min(keys, key=lambda key: (not key.enforced, not key.validated, key.name), default=None)
