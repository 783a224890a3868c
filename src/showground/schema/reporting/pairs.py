"""Polymorphic pairs: a type and an id, where the type says in which table the id is to be looked for.

Known are `commentable_type` with `commentable_id` (Rails, Laravel, ours), also when generated columns carry a foreign
key for each parent, and Django's `content_type_id` with `object_id`. Which type means which table is read from those
keys, or guessed from the type's name; what no table is called is said, never left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import inflection
import msgspec

from showground.schema.proving.types import Link
from showground.schema.reporting.maps import Maps, mapped
from showground.schema.reporting.patterns import is_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from showground.schema.catalog.types import Column, Constraint, Snapshot

Style: TypeAlias = Literal["word", "content type"]
_STEM = re.compile(r"(.+)_type")
_CONTENT_TYPE = re.compile(r"(.*)content_type(?:_id)?")
_NAME = re.compile(r'"(?:[^"]|"")+"|\w+')
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_CAST = re.compile(r"::(?:\"[^\"]+\"|\w)+(?:\.(?:\"[^\"]+\"|\w+))*(?: varying)?(?:\(\d+\))?(?:\[\])?|[()]")


class Pair(msgspec.Struct, frozen=True):
    """A type column and the id beside it."""

    table: str
    type_column: str
    id_column: str
    style: Style
    declared: tuple[str, ...]  # types that an enum, a check or the generated columns allow
    declared_by: str  # what says so, "" when nothing limits the types
    content_types: str = ""  # Django's table of types


class Branch(NamedTuple):
    """A type, its table, and the foreign key over a generated column that enforces it, if one does."""

    type: str
    table: str
    key: str


class Polymorphic(msgspec.Struct, frozen=True):
    """A pair with what its types mean."""

    table: str
    type_column: str
    id_column: str
    targets: tuple[tuple[str, str], ...]  # type -> table
    keys: tuple[tuple[str, str], ...]  # type -> foreign key
    unknown: tuple[str, ...]  # types that no table is called after
    pair: Pair


def pairs(snapshot: Snapshot | Maps) -> tuple[Pair, ...]:
    """Return every pair. A column with a foreign key of its own always means the same table: it is no part of one."""
    maps = mapped(snapshot)
    types = {one.name: one.definition for one in maps.snapshot.types if one.kind in {"enum", "domain"}}
    checks: dict[tuple[str, str], list[Constraint]] = defaultdict(list)
    for check in maps.snapshot.constraints:
        if check.kind == "check" and len(check.columns) == 1:
            checks[check.table, check.columns[0]].append(check)
    found = []
    for table in sorted(maps.roots):
        mine = {bare(name): column for name, column in maps.columns.get(table, {}).items()}
        single = {link.columns[0]: link.parent for link in maps.leaving.get(table, ()) if len(link.columns) == 1}
        free = {said: column.name for said, column in mine.items() if column.name not in single}
        for said, column in mine.items():
            parent = single.get(column.name, "")
            if {"id", "app_label", "model"} <= maps.columns.get(parent, {}).keys():
                stem = match[1] if (match := _CONTENT_TYPE.fullmatch(said)) else None
                idents = [free[name] for name in (f"{stem}object_id", "object_id") if stem is not None and name in free]
                found += [Pair(table, column.name, one, "content type", (), "", parent) for one in idents[:1]]
            elif said in free and (is_text(column) or column.type in types):
                ident = free.get(f"{match[1]}_id") if (match := _STEM.fullmatch(said)) else None
                if ident:
                    declared = _declared(column, types, checks[table, column.name])
                    found.append(Pair(table, column.name, ident, "word", *declared))
    return tuple(found)


def _declared(column: Column, types: Mapping[str, str], checks: list[Constraint]) -> tuple[tuple[str, ...], str]:
    """Return which words a column may have, and what says so."""
    if column.type in types:
        allowed = _words(types[column.type]) if column.domain_of is None else _listed(types[column.type], "VALUE")
        if allowed:
            return allowed, f"type {column.type}"
    for check in checks:
        if allowed := _listed(check.definition, column.name):
            return allowed, f"check {check.name}"
    return (), ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("''", "'") for word in _LITERAL.findall(text))


def _listed(definition: str, name: str) -> tuple[str, ...]:
    """Return the words of a check that says `name in (...)`, and nothing of any other check."""
    pieces = _LITERAL.split(definition)
    bare = "?".join(_CAST.sub("", piece) for piece in pieces[::2])
    one = re.escape(f"{name} = ?")
    allowed = rf"(?:.*CHECK |^)(?:{re.escape(name)} = ANY ARRAY\[\?(?:, \?)*\]|{one}(?: OR {one})*)\s*"
    return tuple(word.replace("''", "'") for word in pieces[1::2]) if re.fullmatch(allowed, bare) else ()


def polymorphic(
    snapshot: Snapshot | Maps, types: Mapping[tuple[str, str], Collection[str]] | None = None
) -> tuple[Polymorphic, ...]:
    """Return every pair with the tables that its types mean.

    Args:
        snapshot: The catalog.
        types: Types that rows really have, by (table, type column), beside those that are declared; of Django's as
            `app_label.model`.
    """
    maps, given = mapped(snapshot), types or {}
    names = Names(maps)
    return tuple(_resolved(maps, names, pair, given.get((pair.table, pair.type_column), ())) for pair in pairs(maps))


def _resolved(maps: Maps, names: Names, pair: Pair, seen: Collection[str]) -> Polymorphic:
    enforced = {branch.type: branch for branch in _generated(maps, pair)}
    words = sorted({*pair.declared, *seen, *enforced})
    meant = {word: enforced[word].table if word in enforced else names.table(word, beside=pair.table) for word in words}
    return Polymorphic(
        pair.table,
        pair.type_column,
        pair.id_column,
        tuple((word, table) for word, table in meant.items() if table),
        tuple((word, branch.key) for word, branch in sorted(enforced.items())),
        tuple(word for word, table in meant.items() if not table),
        pair,
    )


def _generated(maps: Maps, pair: Pair) -> list[Branch]:
    """Return what generated columns enforce: `case when type = 'user' then id end`, with a foreign key."""
    found = []
    for column in maps.columns[pair.table].values():
        expression = column.generation or ""
        named = set(_NAME.findall(_LITERAL.sub("", expression)))
        pointing = [link for link in maps.leaving.get(pair.table, ()) if column.name in link.columns]
        if pointing and {pair.type_column, pair.id_column} <= named:
            nearest = min(pointing, key=lambda link: (len(link.columns), link.key))
            found += [Branch(word, nearest.parent, nearest.key) for word in _words(expression)]
    return found


class Names:
    """The tables by what they may be called."""

    def __init__(self, maps: Maps) -> None:
        self._full = {bare(name): name for name in maps.roots}
        self._simple: dict[str, list[str]] = defaultdict(list)
        for said, name in self._full.items():
            self._simple[said.rpartition(".")[2]].append(name)

    def table(self, word: str, *, beside: str) -> str | None:
        r"""Return the table that a type means: `Post`, `App\Models\Post`, `blog.post`, `ActiveStorage::Blob`.

        Tables in the schema of `beside` come first; a name that several other schemas know means none of them.
        """
        schema = bare(beside).rpartition(".")[0]
        for name in _spellings(word):
            others = self._simple.get(name, [])
            meant = (
                self._full.get(name) or self._full.get(f"{schema}.{name}") or (others[0] if len(others) == 1 else None)
            )
            if meant:
                return meant
        return None


def table_called(snapshot: Snapshot | Maps, word: str, *, beside: str) -> str | None:
    """Return the table that a type means in a row of the table `beside`."""
    return Names(mapped(snapshot)).table(word, beside=beside)


def bare(name: str) -> str:
    """Return a name as people say it, without SQL's quotes."""
    return re.sub(r'"((?:[^"]|"")*)"', lambda match: match[1].replace('""', '"'), name)


def _spellings(word: str) -> list[str]:
    """Return how a table for this type may be called, the likeliest first."""
    parts = [inflection.underscore(part) for part in re.split(r"::|\\|\.|/", word) if part]
    if not parts:
        return []
    together, last = "_".join(parts), parts[-1]
    in_schema = f"{'.'.join(parts[:-1])}.{inflection.pluralize(last)}"
    tries = [word, word.lower(), together, inflection.pluralize(together), in_schema, inflection.pluralize(last), last]
    return list(dict.fromkeys(tries))


def branches(snapshot: Snapshot | Maps, found: Polymorphic) -> tuple[Link, ...]:
    """Return a link for each type whose table has a key of one column; of an enforced type, the one its key names."""
    maps, enforcing = mapped(snapshot), dict(found.keys)
    by_name = {link.key: link for link in maps.leaving.get(found.table, ())}
    links = []
    for word, table in found.targets:
        single = [key.columns for key in maps.keys.get(table, ()) if len(key.columns) == 1]
        named = _parent_column(maps, by_name[enforcing[word]]) if word in enforcing else None
        if columns := named or next(iter(single), None):
            where = type_is(found.pair, word)
            links.append(Link(found.table, (found.id_column,), table, columns, where, enforcing.get(word, "")))
    return tuple(links)


def _parent_column(maps: Maps, link: Link) -> tuple[str, ...]:
    """Return the column of the parent that the generated column of this key refers to."""
    together = zip(link.columns, link.parent_columns, strict=True)
    return tuple(theirs for mine, theirs in together if maps.columns[link.child][mine].generation)[:1]


def type_is(pair: Pair, word: str) -> str:
    """Return the SQL condition under which a row, called `c`, is of this type."""
    if pair.style == "content type":
        label, _, model = word.partition(".")
        named = f"t.app_label = {literal(label)} and t.model = {literal(model)}"
        return f"c.{pair.type_column} in (select t.id from {pair.content_types} t where {named})"  # noqa: S608 - quoted
    return f"c.{pair.type_column}::text = {literal(word)}"


def literal(text: str) -> str:
    """Return text as SQL writes it, whatever `standard_conforming_strings` says: types are data of a stranger."""
    quoted = text.replace("'", "''")
    return " E'" + quoted.replace("\\", "\\\\") + "'" if "\\" in text else f"'{quoted}'"
