"""Proposes a plan: tables that foreign keys and names hold together go into one schema. Somebody edits it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import networkx as nx

from showground.kit.faults import Unknown, literal
from showground.schema.relocating.lexing import lex, split, unquoted
from showground.schema.relocating.plan import Part, Plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from showground.schema.catalog.types import Snapshot, Table

SEED = 20  # the same database gives the same plan
TABLES = {"table", "partitioned", "foreign"}
NAMESAKES = 1.0  # how much a shared first word of a name weighs, next to a foreign key to a table with one child


def proposed(snapshot: Snapshot, *, source: str = "public") -> tuple[Plan, tuple[str, ...]]:
    """Return a plan for the tables of a schema, and what its reader should know.

    Raises:
        Unknown: the schema has no tables.
    """
    tables = [
        table
        for table in snapshot.tables
        if table.schema in {source, f'"{source}"'}
        and not table.extension
        and not table.partition_of
        and table.kind in TABLES
    ]
    if not tables:
        raise Unknown(literal(f"There are no tables in the schema {source}."))
    groups = _communities(snapshot, [table.name for table in tables])
    homes: dict[str, str] = {}
    used = {schema.name for schema in snapshot.schemas}
    for group in sorted(groups, key=lambda group: (-len(group), sorted(group))):
        if len(group) > 1:
            schema = _named(group, snapshot, used)
            used.add(schema)
            homes |= dict.fromkeys(group, schema)
    alone = sorted(split(table.name)[1] for table in tables if table.name not in homes)
    plan = Plan(_parts(snapshot, tables, homes), unquoted(source))
    return plan, tuple(_remarks(source, alone))


def _remarks(source: str, alone: list[str]) -> Iterable[str]:
    yield "A proposal from foreign keys and names. Rename the schemas, move lines between them, then:"
    yield "    showground schema relocate THIS-FILE --dry-run"
    yield f"What is not named here stays in {source}; its bodies are rewritten where they name what moves."
    if alone:
        yield f"Tables that nothing ties to others: {', '.join(alone)}."


def _communities(snapshot: Snapshot, tables: list[str]) -> list[set[str]]:
    """Return groups of tables: Louvain's communities, where a parent of many children binds each of them less."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted(tables))
    pairs = sorted({(key.child, key.parent) for key in snapshot.foreign_keys if key.child != key.parent})
    children = Counter(parent for _, parent in pairs)
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    for child, parent in pairs:
        if child in graph and parent in graph:
            weights[min(child, parent), max(child, parent)] += 1 / children[parent] ** 0.5
    by_stem: dict[str, list[str]] = {}
    for table in sorted(tables):
        by_stem.setdefault(_stem(table), []).append(table)
    for namesakes in by_stem.values():
        for at, one in enumerate(namesakes):
            for other in namesakes[at + 1 :]:
                weights[one, other] += NAMESAKES
    graph.add_weighted_edges_from((one, other, weight) for (one, other), weight in sorted(weights.items()))
    return [set(group) for group in nx.community.louvain_communities(graph, seed=SEED)]


def _stem(table: str) -> str:
    """Return the first word of a table's name, in the singular as far as that is easily told."""
    first = unquoted(split(table)[1]).lower().replace(" ", "_").partition("_")[0]
    if first.endswith("ies"):
        return first[:-3] + "y"
    return first.removesuffix("s")


def _named(group: set[str], snapshot: Snapshot, used: set[str]) -> str:
    """Return a schema's name: the first word that most of a group share, else its most referenced table's."""
    stems = Counter(_stem(table) for table in sorted(group))
    stem, many = max(stems.items(), key=lambda one: (one[1], one[0]))
    parents = Counter(key.parent for key in snapshot.foreign_keys if key.parent in group and key.child in group)
    hub = max(sorted(group), key=lambda table: parents[table])
    word = unquoted(split(hub)[1]).lower()
    if 2 * many >= len(group) and many > 1:
        same = [unquoted(split(table)[1]).lower() for table in sorted(group) if _stem(table) == stem]
        word = min(same, key=len)
    name = "".join(sign if sign.isalnum() else "_" for sign in word) or "tables"
    name = name if name[0].isalpha() and not name.startswith("pg_") else f"s_{name}"
    while name in used:
        name += "_domain"
    return name


def _parts(snapshot: Snapshot, tables: list[Table], homes: dict[str, str]) -> dict[str, Part]:
    """Add to each group what belongs to it alone: views of its tables, types of its columns, trigger functions."""
    source = tables[0].schema
    belongs: dict[str, dict[str, set[str]]] = {key: {} for key in Part.__struct_fields__}
    for key, what, table in (*(("tables", table, table) for table in homes), *_uses(snapshot, source)):
        belongs[key].setdefault(what, set()).add(homes.get(table, source))
    return {
        schema: Part(**{
            key: tuple(sorted(split(what)[1] for what, where in things.items() if where == {schema}))
            for key, things in belongs.items()
        })
        for schema in sorted({*homes.values()})
    }  # fmt: skip


def _uses(snapshot: Snapshot, source: str) -> Iterator[tuple[str, str, str]]:
    """Yield what of a schema is used by which table: its key in a plan, its name, the table's."""
    types = {one.name for one in snapshot.types if not one.extension}
    sequences = {one.name for one in snapshot.sequences if not one.owned_by}
    functions = {one.name for one in snapshot.routines if one.schema == source and not one.extension}
    for column in snapshot.columns:
        kind = column.type.partition("[")[0].partition("(")[0]
        if kind in types and split(kind)[0] == source:
            yield "types", kind, column.table
        for token in lex(column.default or ""):
            if token.kind == "string" and token.content in sequences and split(token.content)[0] == source:
                yield "sequences", token.content, column.table
    yield from (("functions", one.function, one.table) for one in snapshot.triggers if one.function in functions)
    for view in snapshot.tables:
        if view.definition and view.schema == source and not view.extension:
            tables = {table.name for table in snapshot.tables if not table.definition}
            yield from (("views", view.name, name) for name in sorted(_relations(view.definition) & tables))


def _relations(definition: str) -> set[str]:
    """Return every `schema.name` that a view's query speaks of."""
    tokens = [token for token in lex(definition) if token.kind != "space"]
    return {
        f"{one.text}.{other.text}"
        for one, dot, other in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if dot.text == "." and one.is_name and other.is_name
    }
