"""Finds what a plan names in a catalog, with all that goes along; says line by line what it cannot move."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from showground.schema.relocating.lexing import lex, split
from showground.schema.relocating.plan import line_of_entry, line_of_key
from showground.schema.relocating.types import Move, NotMovable, Obstacle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.schema.catalog.types import Snapshot
    from showground.schema.relocating.plan import Plan

SYSTEM = ("pg_", "information_schema")
WHERE = {"tables": "table", "views": "view", "types": "type", "sequences": "sequence", "functions": "function"}
BESIDE = {"relation": "relation", "type": "relation", "routine": "routine"}  # tables have row types: one name space


def resolve(
    plan: Plan, text: str, snapshot: Snapshot, taken: Mapping[tuple[str, str], frozenset[str]]
) -> tuple[Move, ...]:
    """Return every move, those along with others included, in the order of names.

    Args:
        text: The plan's file, for the numbers of its lines.
        taken: The names in each schema that is moved to, by (schema, "relation" or "routine").

    Raises:
        NotMovable: with all that stands in the way.
    """
    catalog = _Catalog(plan.source, snapshot)
    moves: dict[tuple[str, str], Move] = {}
    obstacles: list[Obstacle] = []
    for schema, part in plan.schemas.items():
        if schema.startswith(SYSTEM):
            obstacles.append(Obstacle("the plan", line_of_key(text, schema), f"{schema} is PostgreSQL's own"))
        for key, name in part.entries():
            found = catalog.find(key, name)
            if isinstance(found, str):
                obstacles.append(Obstacle("the plan", line_of_entry(text, schema, name), found))
                continue
            move = Move(found[0], found[1], schema)
            why = catalog.refuses(move) or ("it is there twice" if (move.of_class, move.was) in moves else "")
            if why:
                obstacles.append(Obstacle("the plan", line_of_entry(text, schema, name), f"{move.was}: {why}"))
            moves[move.of_class, move.was] = move
    if obstacles:
        raise NotMovable(tuple(obstacles))
    moves = catalog.along(moves)
    obstacles = [
        Obstacle("the plan", line_of_entry(text, move.schema, move.name), f"{move.now} is there already")
        for move in moves.values()
        if _plain(move.name) in taken.get((move.schema, BESIDE[move.of_class]), frozenset())
    ]
    if obstacles:
        raise NotMovable(tuple(obstacles))
    return tuple(move for _, move in sorted(moves.items()))


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') and name.endswith('"') else name


class _Catalog:
    """What there is, by the keys of a plan."""

    def __init__(self, source: str, snapshot: Snapshot) -> None:
        self.source, self.snapshot = source, snapshot
        tables = {"tables": {"table", "partitioned", "foreign"}, "views": {"view", "materialized"}}
        self.there: dict[str, dict[str, str]] = {
            key: {table.name: table.kind for table in snapshot.tables if table.kind in kinds}
            for key, kinds in tables.items()
        }
        self.there["types"] = {one.name: one.kind for one in snapshot.types}
        self.there["sequences"] = {one.name: "sequence" for one in snapshot.sequences}
        self.there["functions"] = {one.name: "routine" for one in snapshot.routines}
        made = [(one.name, one.extension) for one in snapshot.tables]
        made += [(one.name, one.extension) for one in snapshot.types]
        made += [(one.name, one.extension) for one in snapshot.routines]
        self.extensions = {name: extension for name, extension in made if extension}
        self.owned = {one.name: one.owned_by for one in snapshot.sequences if one.owned_by}

    def find(self, key: str, name: str) -> tuple[str, str] | str:
        """Return kind and full name of what is meant, or why it is not clear."""
        there = self.there[key]
        head = lex(name)
        qualified = len(head) > 2 and head[1].text == "." and head[0].is_name
        whole = name if qualified else f"{self.source}.{name}"
        if key == "functions":
            return self._routine(whole)
        if whole in there:
            return there[whole], whole
        other = next((WHERE[one] for one, names in self.there.items() if one != key and whole in names), "")
        if other:
            return f"{whole} is no {WHERE[key]} but a {other}"
        close = get_close_matches(whole, there, 1)
        return f"there is no {WHERE[key]} {whole}" + (f"; there is {close[0]}" if close else "")

    def _routine(self, whole: str) -> tuple[str, str] | str:
        def spoken(text: str) -> str:
            """Return a signature without spaces after commas and without the schema of names that need none."""
            schema, rest = split(text)
            return f"{schema}.{rest.replace(', ', ',').replace(f'{self.source}.', '')}"

        there = self.there["functions"]
        exact = [name for name in there if spoken(name) == spoken(whole)]
        by_name = [name for name in there if name.partition("(")[0] == whole]
        found = exact or by_name
        if len(found) == 1:
            return "routine", found[0]
        if found:
            return f"there are {len(found)} functions {whole}: say which by its argument types"
        close = get_close_matches(whole, there, 1)
        return f"there is no function {whole}" + (f"; there is {close[0]}" if close else "")

    def refuses(self, move: Move) -> str:
        """Return why something is not to be moved; nothing when it is."""
        schema = split(move.was)[0]
        if schema.startswith(SYSTEM):
            return "it is PostgreSQL's own"
        if move.was in self.extensions:
            return f"it belongs to the extension {self.extensions[move.was]}"
        if move.was in self.owned and move.kind == "sequence":
            return f"it goes with its column {self.owned[move.was]}"
        return "it is there already" if schema == move.schema else ""

    def along(self, moves: dict[tuple[str, str], Move]) -> dict[tuple[str, str], Move]:
        """Add the partitions of what moves, unless the plan says otherwise, and the sequences of its columns."""
        every = dict(moves)
        waiting = [move for move in moves.values() if move.kind == "partitioned"]
        while waiting:
            parent = waiting.pop()
            for table in self.snapshot.tables:
                if table.partition_of == parent.was and ("relation", table.name) not in every:
                    partition = Move(table.kind, table.name, parent.schema)
                    every["relation", table.name] = partition
                    waiting.append(partition)
        for sequence, column in self.owned.items():
            owner = every.get(("relation", column.rpartition(".")[0]))
            if owner is not None:
                every["relation", sequence] = Move("sequence", sequence, owner.schema, along=True)
        return every
