"""Asks PostgreSQL whether the body of every function means something against the catalog as it is, writing nothing.

Each statement of a body is parsed and analysed, never planned or run. A name that is no column is a variable when the
body has one of that name: a null of its type is put in its place. So columns win, as in SQL functions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import asyncpg

from showground.db.sql import named
from showground.schema.proving.plpgsql import TRIGGER_VARIABLES, Piece, Reader, Unreadable, statements, tokens
from showground.schema.proving.types import HIDDEN, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from showground.schema.catalog.read import Connection
    from showground.schema.catalog.types import Routine, Snapshot, Trigger

SQL = named(__name__)
KIND = "body"
PREPARE = "prepare showground_probe as "
MOST_VARIABLES = 1000  # in one statement
UNTYPED = re.compile(r"any\w*|record|trigger|event_trigger|internal|cstring|void|unknown")
WORD = re.compile(r'"[^"]+"|[^\W\d][\w$]*')
FIELD = re.compile(r'\s*\.\s*("[^"]+"|[\w$]+|\*)')
A_TABLE_FOLLOWS = re.compile(r"\b(?:from|join|into|update|only|table|using)\s+$", re.IGNORECASE)
TRANSITION = re.compile(r"\b(?:new|old) table as (\w+)", re.IGNORECASE)
CREATED = re.compile(r"\bcreate\s+(?:\w+\s+)*table\s+(?:if\s+not\s+exists\s+)?([\w.\"]+)", re.IGNORECASE)


class _Body(NamedTuple):
    """A routine's pieces and what they may name."""

    routine: Routine
    pieces: list[Piece]
    variables: dict[str, str]
    labels: set[str]
    positional: list[str]


class _Filled(NamedTuple):
    """A statement with a null where a variable stood, and whether the null has its type."""

    sql: str
    typed: bool = True


class _Complaint(NamedTuple):
    """What PostgreSQL says of a piece; `doubtful` when it may be our reading that is wrong."""

    says: str
    piece: str
    doubtful: bool = False
    hidden: bool = False


async def unresolved(connection: Connection, snapshot: Snapshot) -> list[Proof]:
    """Return the functions whose bodies no longer mean anything, and those of which that cannot be said."""
    return [proof for proof in await judge_bodies(connection, snapshot) if proof.status not in {"enforced", "holds"}]


async def judge_bodies(
    connection: Connection, snapshot: Snapshot, *, told: Callable[[str, int, int], None] | None = None
) -> list[Proof]:
    """Return what came of every function's and procedure's body, of those that no extension brought.

    Args:
        connection: In a transaction or in none. Locks that analysis takes are let go with each statement.
    """
    rows = await connection.fetch(SQL["arguments"].sql)
    arguments = {row["name"]: row for row in rows}
    usual = await connection.fetchval(SQL["search_path"].sql)
    closed = {row["name"] for row in await connection.fetch(SQL["closed_schemas"].sql)}
    routines = [
        routine
        for routine in snapshot.routines
        if routine.extension is None and routine.kind != "aggregate" and routine.language not in {"c", "internal"}
    ]
    judge = _Judge(connection, snapshot, usual, closed)
    proofs = []
    for done, routine in enumerate(routines):
        if told is not None:
            told(routine.name, done, len(routines))
        proofs.append(await judge.judge(routine, arguments.get(routine.name)))
    return proofs


class _Judge:
    """Judges bodies; of the one at hand it keeps what it learned of the variables that are records."""

    def __init__(self, connection: Connection, snapshot: Snapshot, usual_path: str, closed: set[str]) -> None:
        self._connection, self._usual, self._closed = connection, usual_path, closed
        self._triggers: dict[str, list[Trigger]] = {}
        for trigger in snapshot.triggers:
            self._triggers.setdefault(trigger.function, []).append(trigger)
        self._types = {(column.table, column.name): column.type for column in snapshot.columns}
        self._records: dict[str, dict[str, str]] = {}

    async def judge(self, routine: Routine, arguments: asyncpg.Record | None) -> Proof:
        """Return what came of a routine's body."""
        if routine.atomic:
            return Proof(routine.name, KIND, "enforced", "begin atomic: PostgreSQL keeps track of what it names")
        if arguments is None:
            why = f"bodies in {routine.language} are not read"
            return Proof(routine.name, KIND, "unchecked", "nothing was asked", why=why)
        try:
            body = _read(routine, arguments)
        except Unreadable as error:
            why = f"not understood: {_short(str(error))}"
            return Proof(routine.name, KIND, "unchecked", "nothing was asked", why=why)
        own = next((one.partition("=")[2] for one in routine.settings if one.startswith("search_path=")), None)
        paths = [own] if own is not None else [self._usual, f"{self._usual}, {routine.schema}"]
        for path in paths:
            complaints = await self._complaints(body, path)
            if not complaints:
                break
        if unseen := self._closed & {schema.strip() for schema in path.split(",")}:
            says = f"no right to use schema {', '.join(sorted(unseen))}"
            complaints = [one._replace(says=says, hidden=True) for one in complaints]
        return _verdict(body, complaints, path)

    async def _complaints(self, body: _Body, path: str) -> list[_Complaint]:
        """Ask about every piece; of a trigger's function, one of its tables must do."""
        self._records = {}
        triggers = self._triggers.get(body.routine.name, [])
        settings = [(one.table, TRANSITION.findall(one.definition)) for one in triggers] or [("", [])]
        complaints = []
        async with self._connection.transaction():
            before = await self._connection.fetchval("select current_setting('search_path')")
            await self._connection.execute("select set_config('search_path', $1, true)", path)
            for piece in body.pieces:
                found = []
                for table, shown in settings:
                    rows = {"new": table, "old": table} if table else {}
                    sql = _with_transitions(piece.sql, shown, table)
                    complaint = await self._ask(body, piece, sql, {**body.variables, **rows}, path)
                    if complaint is None:
                        break
                    found.append(complaint)
                else:
                    complaints.append(found[0])
            await self._connection.execute("select set_config('search_path', $1, true)", before)
        return complaints

    async def _ask(
        self, body: _Body, piece: Piece, sql: str, variables: dict[str, str], path: str
    ) -> _Complaint | None:
        sql, doubtful, last = _positional(sql, body.positional), False, ""
        for _ in range(MOST_VARIABLES):
            try:
                async with self._connection.transaction():
                    await self._connection.execute(f"{PREPARE}{sql}; deallocate showground_probe")
            except asyncpg.InsufficientPrivilegeError as error:
                return _Complaint(str(error), piece.sql, hidden=True)
            except (asyncpg.UndefinedColumnError, asyncpg.UndefinedTableError) as error:
                place = int(error.position) - len(PREPARE) - 1
                filled = self._filled(sql, place, body, variables, path)
                if filled is None:
                    made = _word_at(sql, place) in _created(body.routine.source)
                    return _Complaint(str(error), piece.sql, doubtful=doubtful or made)
                sql, doubtful, last = filled.sql, doubtful or not filled.typed, str(error)
            except asyncpg.PostgresSyntaxError as error:  # no value can be there, or we did not read it rightly
                return _Complaint(last or str(error), piece.sql, doubtful=not last)
            except asyncpg.WrongObjectTypeError:  # a procedure that is called; no query names one
                return None
            except asyncpg.PostgresConnectionError:
                raise
            except asyncpg.PostgresError as error:
                return _Complaint(str(error), piece.sql, doubtful=doubtful)
            else:
                await self._learn(piece, sql, variables)
                return None
        return _Complaint("too many variables", piece.sql, doubtful=True)

    async def _learn(self, piece: Piece, sql: str, variables: dict[str, str]) -> None:
        """Note the fields of a record that a statement's row goes into."""
        if len(piece.targets) != 1 or variables.get(piece.targets[0], "record").lower() != "record":
            return
        try:
            attributes = (await self._connection.prepare(sql)).get_attributes()
        except asyncpg.UnsupportedClientFeatureError:  # columns that the driver cannot read: the fields stay unknown
            return
        rows = await self._connection.fetch(SQL["type_names"].sql, [one.type.oid for one in attributes])
        fields = {one.name: row["name"] for one, row in zip(attributes, rows, strict=True)}
        self._records.setdefault(piece.targets[0], {}).update(fields)

    def _filled(self, sql: str, place: int, body: _Body, variables: dict[str, str], path: str) -> _Filled | None:
        """Return a statement with a null in the place of the variable there; nothing when there is none."""
        found = WORD.match(sql, place)
        if found is None or A_TABLE_FOLLOWS.search(sql[:place]):
            return None
        name = _folded(found.group())
        field = FIELD.match(sql, found.end())
        if field and name in body.labels and name not in variables:
            return _Filled(sql[:place] + sql[field.start(1) :])
        if name not in variables and name not in self._records:
            return None
        kind = self._type(variables.get(name, "record"), variables, path)
        if kind is not None:
            return _Filled(f"{sql[:place]}(null::{kind}){sql[found.end() :]}")
        known = self._records.get(name, {}).get(_folded(field[1])) if field else None
        end = field.end() if field else found.end()
        value = f"(null::{known})" if known else "null"
        return _Filled(f"{sql[:place]}{value}{sql[end:]}", typed=known is not None)

    def _type(self, written: str, variables: dict[str, str], path: str) -> str | None:
        """Return a type as a cast may name it; None when it is only known as the body runs."""
        kind = re.sub(r"\s+", " ", written.strip())
        if kind.lower().endswith("%rowtype"):
            return kind[: -len("%rowtype")].strip()
        if kind.lower().endswith("%type"):
            owner, _, column = kind[: -len("%type")].strip().rpartition(".")
            if not owner:
                return self._type(variables.get(column.lower(), "record"), variables, path)
            schemas = [owner] if "." in owner else [f"{schema.strip()}.{owner}" for schema in path.split(",")]
            return next((self._types[one, column] for one in schemas if (one, column) in self._types), None)
        return None if UNTYPED.fullmatch(kind.lower()) else kind


def _read(routine: Routine, arguments: asyncpg.Record) -> _Body:
    given = {_folded(name): kind for name, kind in zip(arguments["names"], arguments["types"], strict=False) if name}
    labels = {_folded(arguments["bare"])}
    if routine.language == "sql":
        pieces = [Piece(statement) for statement in statements(routine.source)]
        return _Body(routine, pieces, given, labels, arguments["types"])
    reader = Reader(routine.source)
    more = {**TRIGGER_VARIABLES, "new": "record", "old": "record"} if arguments["triggers"] else {}
    variables = {**given, **more, **reader.variables}
    return _Body(routine, reader.pieces, variables, labels | reader.labels, arguments["types"])


def _verdict(body: _Body, complaints: list[_Complaint], path: str) -> Proof:
    evidence = f"{len(body.pieces)} statements analysed with search_path {path}"
    name, asked = body.routine.name, len(body.pieces)
    for status, some in (
        ("violated", [one for one in complaints if not one.hidden and not one.doubtful]),
        ("hidden", [one for one in complaints if one.hidden]),
        ("unchecked", complaints),
    ):
        if some:
            said = f"{some[0].says}: {_short(some[0].piece)}"
            why = f"{HIDDEN}: {said}" if status == "hidden" else said
            count = len(some) if status == "violated" else 0
            return Proof(name, KIND, status, evidence, asked, count, why=why)  # type: ignore[arg-type]
    return Proof(name, KIND, "holds", evidence, asked)


def _positional(sql: str, types: list[str]) -> str:
    """Put nulls in the places of $1, $2 ..."""
    words = tokens(sql)
    for at, word in enumerate(words):
        if re.fullmatch(r"\$\d+", word) and int(word[1:]) <= len(types):
            kind = types[int(word[1:]) - 1]
            words[at] = "null" if UNTYPED.fullmatch(kind) else f"(null::{kind})"
    return "".join(words)


def _with_transitions(sql: str, names: list[str], table: str) -> str:
    """Return a statement to which the rows of the statement that fires its trigger are a table."""
    if not names:
        return sql
    shown = ", ".join(f"{name} as (select * from {table})" for name in names)  # noqa: S608 - names of the catalog
    if start := re.match(r"\s*with\s+(recursive\s+)?", sql, re.IGNORECASE):
        return f"with {start[1] or ''}{shown}, {sql[start.end() :]}"
    return f"with {shown} {sql}"


def _created(source: str) -> set[str]:
    """Return the tables that a body itself makes: analysis cannot know them."""
    return {_folded(name.rpartition(".")[2]) for name in CREATED.findall(source)}


def _word_at(sql: str, place: int) -> str:
    found = WORD.match(sql, place)
    return _folded(found.group()) if found else ""


def _folded(name: str) -> str:
    return name[1:-1] if name.startswith('"') else name.lower()


def _short(text: str) -> str:
    return " ".join(text.split())[:200]
