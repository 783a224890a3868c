"""A catalog as things and their facets: what is compared of each, and what never is (sizes, scans, estimates)."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from showground.schema.catalog.types import Column, Snapshot, Table
    from showground.schema.comparing.types import Kind

Facets: TypeAlias = "Mapping[str, str]"
TABLE = re.compile(r'(?:"(?:[^"]|"")*"|[^."]+)\.(?:"(?:[^"]|"")*"|[^."]+)')
CONSTRAINTS: dict[str, Kind] = {
    "primary": "primary key",
    "unique": "unique",
    "check": "check",
    "exclusion": "exclusion",
}
COMMANDS = {"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}
ENABLED = {"O": "yes", "D": "no", "R": "on replicas", "A": "always"}
IDENTITY = {"": "", "a": "always", "d": "by default"}
VIEWS = {"view", "materialized"}


class Key(NamedTuple):
    """What makes a thing the same thing in two catalogs."""

    kind: Kind
    table: str
    name: str


def things(snapshot: Snapshot, *, owners: bool = False) -> dict[Key, Facets]:
    """Return everything that can be compared by what it is called; members of extensions come with their extension.

    Args:
        owners: Say who owns what as well.
    """
    parts = chain(
        _schemas(snapshot),
        _extensions(snapshot),
        _types(snapshot),
        _tables(snapshot),
        _columns(snapshot),
        _constraints(snapshot),
        _foreign_keys(snapshot),
        _indexes(snapshot),
        _triggers(snapshot),
        _policies(snapshot),
        _sequences(snapshot),
        _routines(snapshot),
        _extras(snapshot),
        _grants(snapshot),
    )
    foreign = {table.name for table in snapshot.tables if table.extension}
    return {
        key: {name: value for name, value in facets.items() if owners or name != "owner"}
        for key, facets in parts
        if key.table not in foreign
    }


def columns(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Return the columns of each table in their order, each with a line that says what it is."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in snapshot.columns:
        shown = (
            one.name,
            one.type,
            "" if one.nullable else "not null",
            f"default {one.default}" if one.default else "",
        )
        identity = f"generated {IDENTITY[one.identity]} as identity" if one.identity else ""
        generated = f"generated always as {one.generation}" if one.generated else ""
        found[one.table][one.name] = " ".join(filter(None, (*shown, identity, generated)))
    return found


def _schemas(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.schemas:
        yield Key("schema", "", one.name), {"owner": one.owner, "comment": one.comment or ""}


def _extensions(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.extensions:
        yield Key("extension", "", one.name), {"version": one.version, "schema": one.schema}


def _types(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.types:
        if not one.extension:
            facets = {"kind": one.kind, "definition": one.definition, "owner": one.owner, "comment": one.comment or ""}
            yield Key("type", "", one.name), facets


def _tables(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.tables:
        if not one.extension:
            yield Key("view" if one.kind in VIEWS else "table", one.name, one.name), _of_table(one)


def _of_table(one: Table) -> Facets:
    return {
        "kind": one.kind,
        "definition": one.definition or "",
        "partition of": one.partition_of or "",
        "bound": one.bound or "",
        "partition key": one.partition_key or "",
        "inherits": ", ".join(one.inherits),
        "unlogged": _yes(one.unlogged),
        "row level security": _yes(one.rls),
        "forced for the owner": _yes(one.forced),
        "replica identity": "" if one.kind in VIEWS or one.replica_identity == "d" else one.replica_identity,
        "options": ", ".join(sorted(one.options)),
        "owner": one.owner,
        "comment": one.comment or "",
    }


def _columns(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.columns:
        yield Key("column", one.table, one.name), _of_column(one)


def _of_column(one: Column) -> Facets:
    return {
        "type": one.type,
        "not null": _yes(not one.nullable),
        "default": one.default or "",
        "identity": IDENTITY[one.identity],
        "generated": " ".join(filter(None, [{"": "", "s": "stored", "v": "virtual"}[one.generated], one.generation])),
        "collation": one.collation or "",
        "comment": one.comment or "",
    }


def _constraints(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.constraints:
        if kind := CONSTRAINTS.get(one.kind):  # a constraint trigger is found among the triggers
            proved = {"validated": _yes(one.validated), "enforced": _yes(one.enforced)}
            yield Key(kind, one.table, one.name), {"definition": one.definition, **proved, "comment": one.comment or ""}


def _foreign_keys(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.foreign_keys:
        proved = {"validated": _yes(one.validated), "enforced": _yes(one.enforced)}
        facets = {"definition": one.definition, **proved, "comment": one.comment or ""}
        yield Key("foreign key", one.child, one.name), facets


def _indexes(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.indexes:
        facets = {
            "definition": one.definition,
            "valid": _yes(one.valid),
            "of a constraint": _yes(one.of_constraint),
            "partition of": one.partition_of or "",
            "comment": one.comment or "",
        }
        yield Key("index", one.table, one.name), facets


def _triggers(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.triggers:
        facets = {"definition": one.definition, "enabled": ENABLED[one.enabled], "comment": one.comment or ""}
        yield Key("trigger", one.table, one.name), facets


def _policies(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.policies:
        facets = {
            "as": "permissive" if one.permissive else "restrictive",
            "for": COMMANDS[one.command],
            "to": ", ".join(one.roles),
            "using": one.using or "",
            "with check": one.check or "",
            "comment": one.comment or "",
        }
        yield Key("policy", one.table, one.name), facets


def _sequences(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.sequences:
        if not one.extension:
            numbers = f"start {one.start} increment {one.increment} minimum {one.minimum} maximum {one.maximum}"
            facets = {
                "definition": f"{one.type} {numbers} cache {one.cache}{' cycle' if one.cycles else ''}",
                "owned by": one.owned_by or "",
                "identity": _yes(one.identity),
                "owner": one.owner,
                "comment": one.comment or "",
            }
            yield Key("sequence", "", one.name), facets


def _routines(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.routines:
        if not one.extension:
            facets = {"definition": one.definition, "owner": one.owner, "comment": one.comment or ""}
            yield Key("routine", "", one.name), facets


def _extras(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    for one in snapshot.extras:
        yield Key(one.kind, one.table or "", one.name), {"definition": one.definition, "comment": one.comment or ""}


def _grants(snapshot: Snapshot) -> Iterator[tuple[Key, Facets]]:
    members = {
        *(("routine", one.name) for one in snapshot.routines if one.extension),
        *(("type", one.name) for one in snapshot.types if one.extension),
        *(("sequence", one.name) for one in snapshot.sequences if one.extension),
    }
    given: dict[Key, list[str]] = defaultdict(list)
    for one in snapshot.grants:
        if (one.on, one.object) not in members:
            table = {"table": one.object, "column": _table_of(one.object)}.get(one.on, "")
            right = f"{one.privilege} with grant option" if one.grantable else one.privilege
            given[Key("grant", table, f"{one.on} {one.object} to {one.grantee}")].append(right)
    for key, rights in given.items():
        yield key, {"rights": ", ".join(sorted(set(rights)))}


def _table_of(column: str) -> str:
    """Return `schema.table` of `schema.table.column`; parts may be quoted and have dots in them."""
    found = TABLE.match(column)
    return found[0] if found else column


def _yes(value: bool) -> str:  # noqa: FBT001 - a flag's word
    return "yes" if value else ""
