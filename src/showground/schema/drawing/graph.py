"""What a picture shows: tables as cards, keys between them as ties, and which of them stand in words."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from showground.kit.faults import Invalid, Unknown, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.schema.catalog.types import Column, ForeignKey, Snapshot, Table

Mark: TypeAlias = Literal["", "PK", "FK", "PK FK"]
DRAWN = {"table", "partitioned", "foreign"}
HUB = 8  # a table that more tables than this refer to is a hub: lines to it would cover everything else
CROWD = 12  # so many lines to a hub may stay within its own schema


class NoSuchTable(Unknown):
    """No table has that name."""

    code = "schema.no_such_table"
    says = "There is no such table."


class Line(msgspec.Struct, frozen=True):
    """A column on a card."""

    name: str
    type: str
    mark: Mark
    nullable: bool


class Tie(msgspec.Struct, frozen=True):
    """A foreign key. `worded`: it stands in words on the child's card; a line would lead nowhere or to a hub."""

    key: str
    child: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    many: bool  # several children may have one parent
    optional: bool  # a child may have none
    proved: bool  # validated and enforced
    worded: bool


class Card(msgspec.Struct, frozen=True):
    """A table; its partitions are folded into it."""

    table: str
    schema: str
    columns: tuple[Line, ...]
    partitions: int
    children: int  # tables that refer to it, drawn or not
    centre: bool = False

    @property
    def name(self) -> str:
        """The name without its schema."""
        return self.table.removeprefix(f"{self.schema}.")


class Graph(msgspec.Struct, frozen=True):
    """A picture's content. `schemas` are all of the database, so that each keeps its colour in every picture."""

    schemas: tuple[str, ...]
    cards: tuple[Card, ...]
    ties: tuple[Tie, ...]

    def of_schema(self, schema: str) -> tuple[Card, ...]:
        """Return the cards of a schema."""
        return tuple(card for card in self.cards if card.schema == schema)


def graph(
    snapshot: Snapshot, *, schemas: Iterable[str] = (), around: Iterable[str] = (), depth: int = 2, lines: bool = False
) -> Graph:
    """Return what to draw: everything, some schemas, or what is within `depth` keys of some tables.

    Args:
        around: Tables in the middle. A hub that is met on the way is drawn, and its other children are not.
        lines: Draw every line, also to hubs.

    Raises:
        NoSuchTable: one of `around` is none.
        Unknown: one of `schemas` is none.
        Invalid: `depth` is below 0.
    """
    owners = _folded(snapshot)
    tables = {one.name: one for one in snapshot.tables if owners.get(one.name) == one.name}
    keys = tuple(one for one in snapshot.foreign_keys if one.child in tables)
    centres = _known(around, tables)
    hubs = {name for name, count in _children(keys).items() if count > HUB}
    wanted = _of_schemas(snapshot, tables, tuple(schemas))
    if centres:
        wanted &= _near(centres, keys, hubs, depth)
    every = tuple(sorted({one.schema for one in tables.values()}))
    shown = tuple(sorted(wanted))
    return Graph(
        schemas=every,
        cards=_cards(snapshot, [tables[name] for name in shown], keys, owners, centres),
        ties=_ties(snapshot, keys, wanted, set() if lines or centres else hubs, tables),
    )


def _folded(snapshot: Snapshot) -> dict[str, str]:
    """Return for each table the one on whose card it stands: a partition's is its topmost parent's."""
    above = {one.name: one.partition_of for one in snapshot.tables if one.kind in DRAWN and one.extension is None}

    def top(name: str) -> str:
        parent = above.get(name)
        return top(parent) if parent is not None else name

    return {name: top(name) for name in above}


def _known(names: Iterable[str], tables: dict[str, Table]) -> set[str]:
    for name in names:
        if name not in tables:
            close = difflib.get_close_matches(name, tables, n=3, cutoff=0.5)
            hint = f" Do you mean {' or '.join(close)}?" if close else ""
            raise NoSuchTable(literal(f"There is no table {name}.{hint}"), table=name)
    return set(names)


def _of_schemas(snapshot: Snapshot, tables: dict[str, Table], schemas: tuple[str, ...]) -> set[str]:
    known = {one.name for one in snapshot.schemas}
    for name in schemas:
        if name not in known:
            raise Unknown(literal(f"There is no schema {name}."), schema=name)
    return {one.name for one in tables.values() if not schemas or one.schema in schemas}


def _children(keys: Iterable[ForeignKey]) -> Counter[str]:
    """Return how many tables refer to each, itself left out."""
    return Counter(parent for _, parent in {(one.child, one.parent) for one in keys if one.child != one.parent})


def _near(centres: set[str], keys: Iterable[ForeignKey], hubs: set[str], depth: int) -> set[str]:
    if depth < 0:
        raise Invalid(f"A depth of {depth} is none: 0 or more keys away.")
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for one in keys:
        beside[one.child].add(one.parent)
        if one.parent not in hubs or one.parent in centres:
            beside[one.parent].add(one.child)
    near, edge = set(centres), set(centres)
    for _ in range(depth):
        edge = {name for one in edge if one not in hubs or one in centres for name in beside[one]} - near
        near |= edge
    return near


def _cards(
    snapshot: Snapshot,
    tables: list[Table],
    keys: tuple[ForeignKey, ...],
    owners: dict[str, str],
    centres: set[str],
) -> tuple[Card, ...]:
    columns: defaultdict[str, list[Column]] = defaultdict(list)
    for one in snapshot.columns:
        columns[one.table].append(one)
    primary = {(one.table, name) for one in snapshot.constraints if one.kind == "primary" for name in one.columns}
    foreign = {(one.child, name) for one in keys for name in one.columns}
    leaves = {one.name for one in snapshot.tables if one.kind != "partitioned"}
    partitions = Counter(owner for name, owner in owners.items() if owner != name and name in leaves)
    children = _children(keys)

    def line(one: Column) -> Line:
        marks = [mark for mark, known in (("PK", primary), ("FK", foreign)) if (one.table, one.name) in known]
        return Line(one.name, one.type, " ".join(marks), one.nullable)  # type: ignore[arg-type]

    return tuple(
        Card(
            table=one.name,
            schema=one.schema,
            columns=tuple(map(line, columns[one.name])),
            partitions=partitions[one.name],
            children=children[one.name],
            centre=one.name in centres,
        )
        for one in tables
    )


def _ties(
    snapshot: Snapshot, keys: tuple[ForeignKey, ...], shown: set[str], hubs: set[str], tables: dict[str, Table]
) -> tuple[Tie, ...]:
    nullable = {(one.table, one.name) for one in snapshot.columns if one.nullable}
    unique = {(one.table, frozenset(one.columns)) for one in snapshot.indexes if one.unique and not one.partial}
    schema = {name: one.schema for name, one in tables.items()}
    at_home = Counter(p for c, p in {(one.child, one.parent) for one in keys} if schema[c] == schema.get(p))

    def worded(one: ForeignKey) -> bool:
        if one.parent not in shown:
            return True
        away = schema[one.child] != schema[one.parent] or at_home[one.parent] > CROWD
        return one.parent in hubs and away

    return tuple(
        Tie(
            key=one.name,
            child=one.child,
            columns=one.columns,
            parent=one.parent,
            parent_columns=one.parent_columns,
            many=(one.child, frozenset(one.columns)) not in unique,
            optional=any((one.child, name) in nullable for name in one.columns),
            proved=one.validated and one.enforced,
            worded=worded(one),
        )
        for one in keys
        if one.child in shown
    )
