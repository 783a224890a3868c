"""A catalog under other names: what it would say of itself had its tables, types and functions been moved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from showground.kit.faults import Invalid
from showground.schema.catalog.types import Grant, Schema, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.schema.catalog.types import Routine

Thing = TypeVar("Thing", bound=msgspec.Struct)
NAME = r"""(?:[A-Za-z_\x80-\U0010ffff][\w$]*|"(?:[^"]|"")+")"""
PART = re.compile(NAME)
TOKEN = re.compile(
    rf"""
      -- [^\n]* | /\* .*? \*/
    | (?P<literal> [Ee]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' )
      (?P<cast> ::(?:pg_catalog\.)?reg(?:class|type|procedure|proc)\b )?
    | (?<!\.) (?P<pair> {NAME} \s*\.\s* {NAME} ) (?P<call> \( )?
    | {NAME}
    """,
    re.VERBOSE | re.DOTALL,
)
OWN = re.compile(r'(?:"(?:[^"]|"")*"|[^("])*')

# How each field of a part of the snapshot reads under other names: a method of Names.
FIELDS: dict[str, dict[str, str]] = {
    "tables": {
        "name": "relation",
        "partition_of": "relation",
        "inherits": "relation",
        "bound": "text",
        "partition_key": "text",
        "definition": "text",
    },
    "columns": {
        "table": "relation",
        "type": "text",
        "default": "text",
        "generation": "text",
        "domain_of": "text",
        "collation": "text",
    },
    "foreign_keys": {"child": "relation", "parent": "relation", "definition": "text"},
    "constraints": {"table": "relation", "definition": "text"},
    "indexes": {"name": "relation", "table": "relation", "partition_of": "relation", "definition": "text"},
    "triggers": {"table": "relation", "function": "routine", "definition": "text"},
    "policies": {"table": "relation", "using": "text", "check": "text"},
    "sequences": {"name": "relation", "owned_by": "column", "type": "text"},
    "types": {"name": "relation", "definition": "text"},
    "extras": {"name": "relation", "table": "relation", "definition": "text"},
}


class Names:
    """Old names and new ones, and how a text reads under the new.

    The server writes a definition with every user's thing as `schema.name`, because `pg_catalog` is the whole search
    path of who reads (see `catalog.read`), and then such a pair names one thing. So replacing pairs is exact: what
    means something else now cannot come out equal. Where a pair could mean two things that went to different places
    (functions of one name, an alias called like a schema) it shows as a difference rather than not. Literals stay,
    but for those that PostgreSQL itself reads as names (`'app.numbers'::regclass`); so do comments.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._routines = {old: own_name(new) for old, new in given.items() if "(" in old}
        self._relations = {old: new for old, new in given.items() if "(" not in old}
        targets: dict[tuple[str, ...], set[str]] = {}
        for old, new in self._routines.items():
            targets.setdefault(_raw(own_name(old)), set()).add(new)
        self._calls = {old: new.pop() for old, new in targets.items() if len(new) == 1}
        self._pairs = {_raw(old): new for old, new in self._relations.items()}

    def relation(self, name: str) -> str:
        """Return the new name of a table, view, sequence, type or index."""
        return self._relations.get(name, name)

    def column(self, name: str) -> str:
        """Return the new name of a column, `schema.table.column`."""
        return f"{self.relation(_table_of(name))}.{_parts(name)[2]}"

    def routine(self, name: str) -> str:
        """Return the new name of a function, its arguments' types under their new names."""
        own = own_name(name)
        return self._routines.get(name, own) + self.text(name[len(own) :])

    def statement(self, definition: str, name: str) -> str:
        """Return the statement that makes a function: its own name is known even where others share it."""
        own = own_name(name)
        head, found, rest = definition.partition(f"{own}(")
        return self.text(head) + self._routines.get(name, own) + "(" + self.text(rest) if found else self.text(head)

    def text(self, sql: str) -> str:
        """Return SQL under the new names."""
        return TOKEN.sub(self._token, sql)

    def _token(self, found: re.Match[str]) -> str:
        if found["cast"]:
            return self._literal(found["literal"]) + found["cast"]
        if found["pair"]:
            pair, call = _raw(found["pair"]), found["call"] or ""
            refers = found.string[: found.start()].rstrip().lower().endswith("references")
            new = self._calls.get(pair) if call and not refers else None
            return (new or self._pairs.get(pair, found["pair"])) + call
        return found[0]

    def _literal(self, literal: str) -> str:
        inner = literal[literal.index("'") + 1 : -1].replace("''", "'")
        new = self.routine(inner) if "(" in inner else self.relation(inner)
        return literal if new == inner else "'" + new.replace("'", "''") + "'"


def own_name(routine: str) -> str:
    """Return `schema.name` of a function without its arguments."""
    found = OWN.match(routine)
    return found[0] if found else routine


def schema_of(name: str) -> str:
    """Return the schema of a name, quoted where it has to be."""
    return _parts(name)[0]


def _parts(name: str) -> list[str]:
    return [found[0] for found in PART.finditer(name)]


def _raw(pair: str) -> tuple[str, ...]:
    """Return the names as PostgreSQL stores them."""
    parts = _parts(pair)
    return tuple(part[1:-1].replace('""', '"') if part.startswith('"') else part.lower() for part in parts)


def renamed(snapshot: Snapshot, names: Mapping[str, str]) -> Snapshot:
    """Return what the catalog would say had things been moved, and nothing else been done.

    Indexes and owned sequences follow their tables without being named, as `set schema` has them do. A schema that is
    new may be used by whoever may use one that its things come from: a move has to grant just that.

    Args:
        names: Old name to new: `app.orders` (tables, views, sequences, types, statistics), `app.total(uuid)`.

    Raises:
        Invalid: there is nothing of such a name.
    """
    named = (snapshot.tables, snapshot.sequences, snapshot.types, snapshot.extras, snapshot.indexes, snapshot.routines)
    if strangers := names.keys() - {one.name for part in named for one in part}:
        raise Invalid(f"There is no {', '.join(sorted(strangers))} in {snapshot.reader.database}.")
    every = {**_following(snapshot, names), **names}
    new = Names(every)
    parts = {
        part: tuple(_moved(one, fields, new) for one in getattr(snapshot, part)) for part, fields in FIELDS.items()
    }
    schemas, usage = _new_schemas(snapshot, every)
    grants = tuple(replace(one, object=_object(one, new)) for one in snapshot.grants)
    routines = tuple(_routine(one, new) for one in snapshot.routines)
    return replace(
        snapshot, **parts, routines=routines, schemas=(*snapshot.schemas, *schemas), grants=(*grants, *usage)
    )


def _following(snapshot: Snapshot, names: Mapping[str, str]) -> dict[str, str]:
    """Return the new names of what moves with its table."""
    owned = [(one.name, _table_of(one.owned_by)) for one in snapshot.sequences if one.owned_by]
    followers = [*((one.name, one.table) for one in snapshot.indexes), *owned]
    return {name: f"{schema_of(names[table])}.{_parts(name)[1]}" for name, table in followers if table in names}


def _new_schemas(snapshot: Snapshot, names: Mapping[str, str]) -> tuple[list[Schema], list[Grant]]:
    there = {one.name: one for one in snapshot.schemas}
    sources: dict[str, set[str]] = {}
    for old, new in names.items():
        if schema_of(new) not in there:
            sources.setdefault(schema_of(new), set()).add(schema_of(old))
    schemas = [Schema(name, there[min(origins)].owner, None) for name, origins in sorted(sources.items())]
    usage = {
        replace(one, object=name, grantable=False)
        for name, origins in sources.items()
        for one in snapshot.grants
        if one.on == "schema" and one.privilege == "usage" and one.object in origins
    }
    return schemas, sorted(usage)


def _moved(one: Thing, fields: Mapping[str, str], new: Names) -> Thing:
    changed: dict[str, object] = {}
    for field, how in fields.items():
        value, turned = getattr(one, field), getattr(new, how)
        if isinstance(value, tuple):
            changed[field] = tuple(map(turned, value))
        elif value is not None:
            changed[field] = turned(value)
    if "name" in fields and hasattr(one, "schema"):
        changed["schema"] = schema_of(str(changed["name"]))
    return replace(one, **changed)


def _routine(one: Routine, new: Names) -> Routine:
    name = new.routine(one.name)
    source, definition, returns = new.text(one.source), new.statement(one.definition, one.name), new.text(one.returns)
    return replace(one, name=name, schema=schema_of(name), source=source, definition=definition, returns=returns)


def _object(one: Grant, new: Names) -> str:
    if one.on in {"schema", "default"}:
        return one.object
    return {"routine": new.routine, "column": new.column}.get(one.on, new.relation)(one.object)


def _table_of(column: str) -> str:
    return ".".join(_parts(column)[:2])
