"""Asks PostgreSQL which objects a piece of SQL means, by having it analysed as the body of a temporary function.

The answer is the analysed tree: it holds OIDs, no names. Two texts with the same tree do the same with the same
objects, whatever they are called. Nothing runs, and nothing stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import asyncpg
import msgspec

from showground.db.sql import named
from showground.schema.relocating.lexing import parts, quoted
from showground.schema.relocating.plpgsql import read_plpgsql, read_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from showground.schema.catalog.read import Connection
    from showground.schema.relocating.walking import Piece, Reading

SQL = named(__name__)
POLYMORPHIC = {
    2283: 25,
    2276: 25,
    2776: 25,
    3500: 25,
    5077: 25,
    5079: 25,
    2277: 1009,
    5078: 1009,
    3831: 3904,
    5080: 3904,
    4537: 4451,
    4538: 4451,
}
TEXT, NAME, BOOLEAN, INTEGER, OID = 25, 19, 16, 23, 26
IN_EVERY_BODY = {"found": BOOLEAN, "sqlstate": TEXT, "sqlerrm": TEXT}
IN_TRIGGERS = {
    **dict.fromkeys(("tg_op", "tg_when", "tg_level", "tg_event", "tg_tag"), TEXT),
    **dict.fromkeys(("tg_name", "tg_relname", "tg_table_name", "tg_table_schema"), NAME),
    "tg_relid": OID,
    "tg_nargs": INTEGER,
    "tg_argv": 1009,
}


TRANSITION = re.compile(r"(:\w+) (\d+)\b")


class Body(msgspec.Struct, frozen=True):
    """A routine whose body is a text."""

    oid: int
    name: str
    short: str
    language: str
    source: str
    definition: str
    path: str | None
    names: tuple[str, ...]
    modes: tuple[str, ...]
    types: tuple[int, ...]
    triggers: bool
    tables: tuple[int, ...]  # row types of those whose trigger it is
    transitions: tuple[str, ...]

    def read(self) -> Reading:
        """Find its pieces.

        Raises:
            Unreadable: it holds a construct that is not known.
        """
        return read_sql(self.source) if self.language == "sql" else read_plpgsql(self.source)

    def arguments(self) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        """Return what comes in, in its order, and what else has a name in the body."""
        names = (*self.names, *("" for _ in self.types))
        given = [
            (name, POLYMORPHIC.get(kind, kind), mode)
            for name, kind, mode in zip(names, self.types, self.modes, strict=False)
        ]
        coming = [(name, kind) for name, kind, mode in given if mode in {"i", "b", "v"}]
        others = [(name, kind) for name, kind, mode in given if mode in {"o", "t"} and name]
        return coming, [] if self.language == "sql" else others


class Setting(NamedTuple):
    """Under which a body may run: a search path, and the row type of the table whose trigger it is."""

    path: str
    table: int | None


class Probe(NamedTuple):
    """A piece as it was asked about, and which token of the body stands where in it."""

    text: str
    places: tuple[tuple[int, int], ...]  # offset in the text, token

    def token_at(self, position: int) -> int | None:
        """Return the token that a complaint is about, by its 1-based position."""
        found = None
        for offset, token in self.places:
            if offset < position:
                found = token
        return found


async def bodies(connection: Connection) -> tuple[Body, ...]:
    """Return every routine with a text for a body that is no extension's."""
    return msgspec.convert([dict(row) for row in await connection.fetch(SQL["bodies"].sql)], type=tuple[Body, ...])


def render(
    reading: Reading, piece: Piece, edits: dict[int, str], *, rows: Mapping[str, Mapping[str, str]] | None = None
) -> Probe:
    """Write a piece as one statement: edited tokens anew, fields of rows of no declared shape as nulls.

    Args:
        edits: New texts of tokens, by their places.
        rows: Variables that are rows of no declared shape, and the types of their fields as far as they are known.
    """
    text, places, shapes = "", [], rows or {}
    for part in piece.parts:
        if isinstance(part, str):
            text += part
            continue
        at = part[0]
        while at < part[1]:
            token = reading.tokens[at]
            free = at == 0 or reading.tokens[at - 1].word != "."
            dotted = free and at + 2 < part[1] and reading.tokens[at + 1].word == "." and token.is_name
            if dotted and token.word in shapes:
                kind = shapes[token.word].get(reading.tokens[at + 2].word)
                text, at = text + (f"(null::{kind})" if kind else "null"), at + 3
            elif token.is_name and token.word in shapes and _alone(reading, at):
                text, at = text + "null", at + 1
            elif dotted and token.word in reading.labels:
                at += 2
            else:
                places.append((len(text), at))
                text, at = text + edits.get(at, token.text), at + 1
    return Probe(text, tuple(places))


def _alone(reading: Reading, at: int) -> bool:
    """Whether a name is an argument or a value for itself, as in `f(a, row)`."""
    before = next((token.word for token in reversed(reading.tokens[:at]) if token.kind != "space"), "")
    after = next((token.word for token in reading.tokens[at + 1 :] if token.kind != "space"), "")
    return before in {"(", ","} and after in {")", ","}


def _free(reading: Reading, at: int) -> bool:
    """Whether a name may be a variable: it belongs to nothing, is no function's and no column's new name."""
    before = next((token.word for token in reversed(reading.tokens[:at]) if token.kind != "space"), "")
    after = next((token.word for token in reading.tokens[at + 1 :] if token.kind != "space"), "")
    return before not in {".", "as"} and after != "("


class Analysis:
    """What the questions about all bodies share: the connection, and names of types until the move changes them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._names: dict[int, str] = {}
        self._trees: asyncpg.prepared_stmt.PreparedStatement | None = None

    async def type_names(self, oids: Iterable[int]) -> dict[int, str]:
        """Return what types are called now."""
        wanted = sorted(set(oids) - self._names.keys())
        if wanted:
            rows = await self.connection.fetch(SQL["type_names"].sql, wanted)
            self._names |= {row["oid"]: row["name"] for row in rows}
        return self._names

    def forget(self) -> None:
        """Types have moved."""
        self._names.clear()

    async def ask(self, script: str) -> str | asyncpg.PostgresError:
        """Return the tree of the one temporary function that a script makes, or the complaint; undo the script."""
        if self._trees is None:
            self._trees = await self.connection.prepare(SQL["probe"].sql)
        try:
            await self.connection.execute(script)
            return str(await self._trees.fetchval())
        except asyncpg.PostgresError as error:
            return error
        finally:
            await self.connection.execute("rollback to savepoint probe; release savepoint probe")


class Prober:
    """Asks about the pieces of one body."""

    def __init__(self, analysis: Analysis, body: Body, reading: Reading) -> None:
        self.analysis, self.connection, self.body, self.reading = analysis, analysis.connection, body, reading
        self.variables: dict[str, int] = {}
        self.fields: dict[str, dict[str, int]] = {}  # of rows of no declared shape, by their variables

    async def declare(self, path: str) -> asyncpg.PostgresError | None:
        """Learn the types of the variables; the first complaint about one of them when there is any."""
        coming, others = self.body.arguments()
        known = {name: kind for name, kind in (*coming, *others) if name}
        complaint = None
        for piece in self.reading.pieces:
            if piece.variable:
                answer = await self._type_of(piece, path)
                if isinstance(answer, int):
                    known[piece.variable] = answer
                complaint = complaint or (None if isinstance(answer, int) else answer)
        for name, other in self.reading.same.items():
            number = int(other[1:]) - 1 if other.startswith("$") else 0
            found = coming[number][1] if other.startswith("$") else known.get(other)
            known[name] = found or {"integer": INTEGER, "refcursor": 1790}.get(other, TEXT)
        self.variables = known
        return complaint

    async def _type_of(self, piece: Piece, path: str) -> int | asyncpg.PostgresError:
        text = render(self.reading, piece, {}).text.removeprefix("select ")
        work = self.connection.transaction()
        await work.start()
        try:
            await self.connection.execute("select set_config('search_path', $1, true)", path)
            return int(await self.connection.fetchval(f"select pg_catalog.pg_typeof({text})::pg_catalog.oid"))
        except asyncpg.PostgresError as error:
            return error
        finally:
            await work.rollback()

    async def tree(
        self, piece: Piece, setting: Setting, edits: dict[int, str]
    ) -> tuple[str | asyncpg.PostgresError, Probe]:
        """Return the tree of a piece, or what PostgreSQL has against it, and how it was asked.

        Args:
            edits: New texts of tokens; a complaint's position is one in the probe's text.
        """
        probe = render(self.reading, piece, edits, rows=await self._shapes(setting))
        if piece.procedure:
            return await self._procedures(probe.text, setting), probe
        stood, begin = {}, "savepoint probe; "
        if self.body.transitions:
            await self.connection.execute(begin)
            stood, begin = await self._stand_ins(), ""
        header = await self._header(piece, setting)
        head = f"{begin}select pg_catalog.set_config('search_path', {quoted(setting.path)}, true); "
        head += f"create function pg_temp.{self.body.short}({header}) returns void language sql begin atomic "
        answer = await self.analysis.ask(f"{head}{probe.text}\n; end")
        if isinstance(answer, str):
            return TRANSITION.sub(lambda found: f"{found[1]} {stood.get(found[2], found[2])}", answer), probe
        return answer, probe._replace(places=tuple((len(head) + offset, token) for offset, token in probe.places))

    async def _procedures(self, name: str, setting: Setting) -> str | asyncpg.PostgresError:
        """Return which procedures a name may mean: the same ones are told apart by the same arguments."""
        *schema, own = parts(name)
        async with self.connection.transaction():
            sql = "select pg_catalog.set_config('search_path', $1, true)"
            before = await self.connection.fetchval("select pg_catalog.current_setting('search_path')")
            await self.connection.execute(sql, setting.path)
            rows = await self.connection.fetch(SQL["procedures"].sql, own, schema[0] if schema else None)
            await self.connection.execute(sql, before)
        if rows:
            return ", ".join(str(row["oid"]) for row in rows)
        unknown = asyncpg.UndefinedFunctionError(f"procedure {name} does not exist")
        unknown.position = "1"
        return unknown

    async def learn(self, piece: Piece, setting: Setting) -> None:
        """Note of which types the fields of a row are that a query fills, with nulls in the place of variables."""
        names = await self.analysis.type_names(self.variables.values())
        nulls = {
            place: f"(null::{names[self.variables[token.word]]})"
            for place, token in enumerate(self.reading.tokens)
            if token.is_name and token.word in self.variables and _free(self.reading, place)
        }
        work = self.connection.transaction()
        await work.start()
        try:
            await self.connection.execute("select set_config('search_path', $1, true)", setting.path)
            text = render(self.reading, piece, nulls, rows=await self._shapes(setting)).text
            columns = (await self.connection.prepare(text)).get_attributes()
        except (asyncpg.PostgresError, asyncpg.UnsupportedClientFeatureError):
            return  # its fields stay nulls without a type
        finally:
            await work.rollback()
        self.fields.setdefault(piece.row, {}).update({column.name: column.type.oid for column in columns})

    async def _shapes(self, setting: Setting) -> dict[str, dict[str, str]]:
        """Return the rows of no declared shape, and the types of their fields as they are called now."""
        names = await self.analysis.type_names(kind for fields in self.fields.values() for kind in fields.values())
        unknown = {"new", "old"} if self.body.triggers and setting.table is None else set()
        return {
            row: {field: names[kind] for field, kind in self.fields.get(row, {}).items()}
            for row in sorted(self.reading.records | unknown)
        }

    async def _header(self, piece: Piece, setting: Setting) -> str:
        """Return the parameters that a piece may speak of: all that come in, and the variables that it names."""
        spoken = {
            self.reading.tokens[place].word
            for part in piece.parts
            if not isinstance(part, str)
            for place in range(*part)
        }
        coming, _ = self.body.arguments()
        more = {
            **IN_EVERY_BODY,
            **(IN_TRIGGERS if self.body.triggers or self.body.language != "sql" else {}),
            **self.variables,
        }
        if self.body.triggers and setting.table is not None:
            more |= {"new": setting.table, "old": setting.table}
        if self.body.language == "sql":
            more = {}
        inputs = {name for name, _ in coming}
        given = [*coming, *((name, kind) for name, kind in more.items() if name in spoken and name not in inputs)]
        types = await self.analysis.type_names(kind for _, kind in given)
        return ", ".join(f"{_quoted(name)} {types[kind]}" for name, kind in given)

    async def _stand_ins(self) -> dict[str, str]:
        """Make views of transition tables' names, which exist only while their trigger runs: their OIDs and names."""
        made: dict[str, str] = {}
        for one in self.body.transitions:
            name, _, table = one.rpartition(" ")
            relation = await self.connection.fetchval("select $1::oid::regclass::text", int(table))
            await self.connection.execute(f"create or replace temp view {_quoted(name)} as select * from {relation}")  # noqa: S608 - quoted names of the catalog
            row = await self.connection.fetchrow(SQL["stand_in"].sql, name)
            made |= {str(row["relation"]): name, str(row["type"]): name}
        return made


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if name else ""
