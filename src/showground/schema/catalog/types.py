"""A database's catalog as values. Relations, functions and types are named `schema.name`, as SQL would write them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

TableKind: TypeAlias = Literal["table", "partitioned", "view", "materialized", "foreign"]
ConstraintKind: TypeAlias = Literal["primary", "unique", "check", "exclusion", "not null", "trigger"]
RoutineKind: TypeAlias = Literal["function", "procedure", "aggregate", "window"]
TypeKind: TypeAlias = Literal["enum", "domain", "composite", "range"]


class Reader(msgspec.Struct, frozen=True):
    """Who read, and what may have been hidden from him."""

    database: str
    version: int  # server_version_num: 180006 is 18.6
    role: str
    superuser: bool
    bypasses_rls: bool
    taken_at: datetime

    @property
    def major(self) -> int:
        """The major version of the server."""
        return self.version // 10_000


class Column(msgspec.Struct, frozen=True):
    """A column of a table or view."""

    table: str
    number: int
    name: str
    type: str
    nullable: bool
    default: str | None
    identity: str  # "", "a" always, "d" by default
    generated: str  # "", "s" stored, "v" virtual
    type_schema: str
    domain_of: str | None
    comment: str | None
    generation: str | None = None  # the expression of a generated one
    collation: str | None = None  # when it is not the type's own


class Table(msgspec.Struct, frozen=True):
    """A table, partition or view."""

    name: str
    schema: str
    kind: TableKind
    owner: str
    rls: bool
    forced: bool  # policies bind the owner as well
    partition_of: str | None
    bound: str | None  # of a partition
    partition_key: str | None
    estimated_rows: int  # the planner's; -1 when never analyzed
    bytes: int  # with indexes and TOAST; in a database of more than 2,000 tables as of the last vacuum or analyze
    may_select: bool  # the reader, on the whole table
    readers_policies: bool  # rows may be hidden from the reader
    options: tuple[str, ...]
    definition: str | None  # of a view
    extension: str | None
    comment: str | None
    inherits: tuple[str, ...] = ()  # from tables of which it is no partition
    unlogged: bool = False
    replica_identity: str = "d"  # d the primary key, n nothing, f the whole row, i an index


class ForeignKey(msgspec.Struct, frozen=True):
    """A foreign key; of partitioned tables the parent's own, not its copies on the partitions."""

    name: str
    child: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    on_update: str  # a, r, c, n, d: no action, restrict, cascade, set null, set default
    on_delete: str
    match: str  # s simple, f full, p partial
    deferrable: bool
    deferred: bool
    validated: bool
    enforced: bool  # NOT ENFORCED exists since 18
    definition: str
    comment: str | None


class Constraint(msgspec.Struct, frozen=True):
    """Any other constraint."""

    name: str
    table: str
    kind: ConstraintKind
    columns: tuple[str, ...]
    validated: bool
    enforced: bool
    definition: str
    comment: str | None


class Index(msgspec.Struct, frozen=True):
    """An index. `columns` are its key's columns by name; an expression is an empty name."""

    name: str
    table: str
    columns: tuple[str, ...]
    method: str
    unique: bool
    primary: bool
    partial: bool
    valid: bool
    of_constraint: bool
    partition_of: str | None
    scans: int
    bytes: int
    definition: str
    comment: str | None


class Trigger(msgspec.Struct, frozen=True):
    """A trigger that somebody made."""

    name: str
    table: str
    function: str
    enabled: str  # O origin, D disabled, R replica, A always
    definition: str
    comment: str | None


class Policy(msgspec.Struct, frozen=True):
    """A row-level policy."""

    name: str
    table: str
    permissive: bool
    roles: tuple[str, ...]  # "public" is everybody
    command: str  # r select, a insert, w update, d delete, * all
    using: str | None
    check: str | None
    comment: str | None


class Grant(msgspec.Struct, frozen=True, order=True):
    """A right that was given. What an owner may by nature is not listed."""

    on: Literal["schema", "table", "column", "routine", "sequence", "type", "default"]  # default: on what will be made
    object: str
    grantee: str  # "public" is everybody
    privilege: str
    grantable: bool


class Routine(msgspec.Struct, frozen=True):
    """A function or procedure; its name has its argument types: `app.total(uuid,integer)`."""

    name: str
    schema: str
    kind: RoutineKind
    language: str
    returns: str
    definer: bool  # runs with its owner's rights
    volatility: str
    settings: tuple[str, ...]
    owner: str
    source: str  # the body as text; of `begin atomic` its deparsed form
    atomic: bool  # the body is stored analyzed: it follows what it names
    definition: str  # the whole statement
    extension: str | None
    comment: str | None


class Sequence(msgspec.Struct, frozen=True):
    """A sequence and the column that owns it."""

    name: str
    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cycles: bool
    owned_by: str | None  # schema.table.column
    identity: bool
    cache: int = 1
    owner: str = ""
    extension: str | None = None
    comment: str | None = None


class Type(msgspec.Struct, frozen=True):
    """An enum, domain, composite or range type."""

    name: str
    kind: TypeKind
    definition: str
    extension: str | None
    comment: str | None
    owner: str = ""


class Extension(msgspec.Struct, frozen=True):
    """An extension that is installed."""

    name: str
    version: str
    schema: str


class Schema(msgspec.Struct, frozen=True):
    """A schema."""

    name: str
    owner: str
    comment: str | None


class Extra(msgspec.Struct, frozen=True):
    """What is rarer: a rewrite rule, extended statistics, an event trigger, a cast, an operator, a collation."""

    kind: Literal["rule", "statistics", "event trigger", "cast", "operator", "collation"]
    name: str
    table: str | None
    definition: str
    comment: str | None


class Snapshot(msgspec.Struct, frozen=True):
    """Everything, in the order of names; `msgspec.json.encode` stores it and `decode(..., type=Snapshot)` reads it."""

    reader: Reader
    schemas: tuple[Schema, ...]
    tables: tuple[Table, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    triggers: tuple[Trigger, ...]
    policies: tuple[Policy, ...]
    grants: tuple[Grant, ...]
    routines: tuple[Routine, ...]
    sequences: tuple[Sequence, ...]
    types: tuple[Type, ...]
    extensions: tuple[Extension, ...]
    extras: tuple[Extra, ...] = ()
