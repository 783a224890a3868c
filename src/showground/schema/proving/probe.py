"""Asks the rows whether a relation holds, whatever the catalog says of it. What a policy would hide is never a pass.

Tables are read by ranges of blocks, so that no statement runs for long, and all ranges of a question in one snapshot.
Statements are made of the catalog's own names, which it quotes; values are parameters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

import asyncpg
import msgspec

from showground.db.sql import named
from showground.schema.proving.types import HIDDEN, Proof

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from showground.schema.catalog.read import Connection
    from showground.schema.catalog.types import Column, ForeignKey, Index, Snapshot
    from showground.schema.proving.types import Link, Status

SQL = named(__name__)
MOST_SAMPLES = 5
BATCH_BLOCKS, LEAST_BLOCKS = 8192, 256  # of 8 kB: 64 MB a statement; of a table in many parts at least 2 MB of each
ELSEWHERE = f"{HIDDEN}: rows are on another server, which may hide some"
NOTHING_LINKED, NOTHING_ASKED = "no row has this link", "no row to ask"
SMALL_BLOCKS = 128  # what is smaller is read whole although a sample was asked for


class _Extent(NamedTuple):
    """How much a scan of a table reads."""

    blocks: int  # of its largest part
    leaves: int
    heap: bool
    elsewhere: bool  # rows on another server, which may hide some


class _Question(NamedTuple):
    """An anti-join: which rows are asked about, which of them have the link, and which have lost their parent."""

    child: str
    given: str
    linked: str
    lost: str
    identity: str
    indexed: bool

    @property
    def said(self) -> str:
        """The question as one would ask it by hand."""
        asked = f"{self.given}{self.linked} and {self.lost}".removeprefix("true and ")
        return f"select {self.identity} from {self.child} c where {asked}"  # noqa: S608


class _Scan(NamedTuple):
    """Where a statement reads: all of a table, a sample, or a range of its blocks."""

    source: str
    condition: str
    arguments: tuple[object, ...]


class _Counted(NamedTuple):
    rows: int
    linked: int
    lost: int
    samples: tuple[str, ...]


class _Answer(NamedTuple):
    question: _Question
    counted: _Counted
    how: str
    elsewhere: bool


class Prober:
    """Asks questions of a database's rows, one after the other.

    Args:
        connection: In no transaction; see `catalog.read.reading`.
        sample: Percent of the blocks to read of tables that are not small; None reads everything.
        statement_seconds: After which a statement is given up and its question is unchecked.
        told: Is told what is being read, how many statements of it are done, and how many there are.
    """

    def __init__(
        self,
        connection: Connection,
        snapshot: Snapshot,
        *,
        sample: float | None = None,
        statement_seconds: float = 60,
        told: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self._connection, self._snapshot = connection, snapshot
        self._sample, self._seconds, self._told = sample, statement_seconds, told
        self._columns = {(column.table, column.name): column for column in snapshot.columns}
        self._keys = {(key.child, key.name): key for key in snapshot.foreign_keys}
        self._tables = {table.name for table in snapshot.tables}
        self._whole: dict[str, list[Index]] = defaultdict(list)  # indexes that have every row, by table
        for index in snapshot.indexes:
            if index.valid and not index.partial:
                self._whole[index.table].append(index)
        self._identities = {index.table: index.columns for index in snapshot.indexes if index.primary}
        self._off: set[tuple[str, str]] | None = None
        self._equal: dict[tuple[str, str], str] = {}
        self._proved: dict[Link, Proof] = {}

    async def orphans(self, link: Link, *, kind: str = "fk") -> Proof:
        """Return whether every row of the child that has the link has its parent; asked once for each link.

        NULLs count as in MATCH SIMPLE, or as the link's own key says. Columns of types that PostgreSQL does not compare
        are compared as text.
        """
        if link not in self._proved:
            self._proved[link] = await self._asked(link, kind)
        return msgspec.structs.replace(self._proved[link], kind=kind)

    async def _asked(self, link: Link, kind: str) -> Proof:
        subject = subject_of(link)
        if absent := self._absent(link):
            return Proof(subject, kind, "missing", "the catalog", why=f"no {', no '.join(absent)}")
        answer = await self._answer(subject, kind, (link.child, link.parent), self._question(link))
        if isinstance(answer, Proof):
            return answer
        return await self._judged(link, kind, answer)

    async def breaches(self, table: str, condition: str, *, subject: str, kind: str) -> Proof:
        """Return whether no row meets a condition on the alias c; it may look into other tables by their keys."""
        names = self._identities.get(table, ())
        identity = f"concat_ws(', ', {', '.join(f'c.{name}' for name in names)})" if names else "c.ctid::text"
        question = _Question(table, "", "true", f"({condition})", identity, indexed=True)
        answer = await self._answer(subject, kind, (table, table), _ready(question))
        if isinstance(answer, Proof):
            return answer
        counted = answer.counted
        evidence = f"{counted.rows:,} rows {answer.how}, {counted.lost:,} break it; {question.said}"
        status: Status = "violated" if counted.lost else "holds" if counted.rows else "unchecked"
        why = "" if status == "holds" else f"{_rows(counted.lost)} of {table}" if counted.lost else NOTHING_ASKED
        if answer.elsewhere:
            status, why = "hidden", ELSEWHERE
        return Proof(subject, kind, status, evidence, counted.rows, counted.lost, counted.samples, why)

    async def _answer(
        self, subject: str, kind: str, tables: tuple[str, str], asked: Awaitable[_Question]
    ) -> _Answer | Proof:
        """Return what was counted, or a proof that says why it could not be."""
        read: list[_Counted] = []
        said = "the rows"
        try:
            question = await asked
            said = question.said
            async with self._asking():
                extent = await self._extent(*tables)
                percent = self._sample if extent.blocks > SMALL_BLOCKS else None
                scans = _scans(question.child, extent, whole=not question.indexed, percent=percent)
                for done, scan in enumerate(scans):
                    self._tell(subject, done, len(scans))
                    read.append(await self._ask(question, scan))
            self._tell(subject, len(scans), len(scans))
        except asyncpg.InsufficientPrivilegeError as error:
            return Proof(subject, kind, "hidden", said, why=f"{HIDDEN}: {error}")
        except asyncpg.PostgresConnectionError:
            raise
        except asyncpg.PostgresError as error:
            counted = _sum(read)
            status: Status = "violated" if counted.lost else "unchecked"
            why = self._given_up(error)
            return Proof(subject, kind, status, said, counted.rows, counted.lost, counted.samples, why)
        return _Answer(question, _sum(read), _how(scans, percent, question), extent.elsewhere)

    async def count(self, table: str, where: str = "") -> int | None:
        """Return how many rows there are, of all of the table; None when they are hidden or it takes too long.

        Args:
            where: A condition on the alias c.
        """
        total = 0
        try:
            async with self._asking():
                extent = await self._extent(table, table)
                for scan in _scans(table, extent, whole=False, percent=None):
                    condition = " and ".join(filter(None, (f"({where})" if where else "true", scan.condition)))
                    counted = f"select count(*) from {scan.source} where {condition}"  # noqa: S608 - names of the catalog, quoted
                    total += await self._connection.fetchval(counted, *scan.arguments)
        except (asyncpg.InsufficientPrivilegeError, asyncpg.QueryCanceledError):
            return None
        return None if extent.elsewhere else total

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[None]:
        """Open a snapshot in which what a policy would filter is an error."""
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            await self._connection.execute(
                "set local row_security = off; set local search_path = pg_catalog; "
                "set local standard_conforming_strings = on; "
                f"set local statement_timeout = {round(self._seconds * 1000)}"
            )
            yield

    def _absent(self, link: Link) -> list[str]:
        """Return the tables and columns of a link that are not there."""
        ends = ((link.child, link.columns), (link.parent, link.parent_columns))
        tables = self._tables
        lost = [f"table {table}" for table, _ in ends if table not in tables]
        columns = [(table, name) for table, names in ends for name in names if table in tables]
        return lost + [f"column {table}.{name}" for table, name in columns if (table, name) not in self._columns]

    async def _question(self, link: Link) -> _Question:
        key = self._keys.get((link.child, link.key))
        together = " or " if key is not None and key.match == "f" else " and "
        linked = together.join(f"c.{name} is not null" for name in link.columns)
        same = []
        for mine, theirs in zip(link.columns, link.parent_columns, strict=True):
            form = await self._equality(self._columns[link.child, mine], self._columns[link.parent, theirs])
            same.append(form.format(theirs=f"p.{theirs}", mine=f"c.{mine}"))
        names = self._identities.get(link.child, link.columns)
        return _Question(
            child=link.child,
            given=f"({link.where}) and " if link.where else "",
            linked=f"({linked})",
            lost=f"not exists (select from {link.parent} p where {' and '.join(same)})",
            identity=f"concat_ws(', ', {', '.join(f'c.{name}' for name in names)})",
            indexed=self._indexed(link) and not any("::text" in one for one in same),
        )

    def _indexed(self, link: Link) -> bool:
        """Return whether the parent is found by an index, so that a few rows of the child need not read all of it."""
        wanted = set(link.parent_columns)
        return any(
            set(index.columns[: len(wanted)]) == wanted or (index.unique and set(index.columns) <= wanted)
            for index in self._whole.get(link.parent, ())
        )

    async def _equality(self, mine: Column, theirs: Column) -> str:
        """Return how values of two columns are compared."""
        kinds = plain_type(mine), plain_type(theirs)
        if kinds not in self._equal:
            self._equal[kinds] = await self._compared(*kinds)
        return self._equal[kinds]

    async def _compared(self, mine: str, theirs: str) -> str:
        if mine == theirs:
            async with self._asking():
                schema = await self._connection.fetchval(SQL["equality"].sql, mine)
            sign = "=" if schema in {None, "pg_catalog"} else f"operator({schema}.=)"
            return f"{{theirs}} {sign} {{mine}}"
        try:
            async with self._asking():
                await self._connection.fetchval(f"select null::{theirs} = null::{mine}")
        except (asyncpg.UndefinedFunctionError, asyncpg.AmbiguousFunctionError):
            return "{theirs}::text = {mine}::text"
        return "{theirs} = {mine}"

    async def _extent(self, child: str, parent: str) -> _Extent:
        blocks, leaves, heap, elsewhere = await self._connection.fetchrow(SQL["extent"].sql, child)
        beyond = (await self._connection.fetchrow(SQL["extent"].sql, parent))["elsewhere"]
        return _Extent(blocks, leaves, heap, elsewhere or beyond)

    async def _ask(self, question: _Question, scan: _Scan) -> _Counted:
        if not question.indexed:
            await self._connection.execute("set local enable_nestloop = off")
        source, arguments = scan.source, scan.arguments
        given = question.given + (f"{scan.condition} and " if scan.condition else "")
        counted = f"select count(*), count(*) filter (where {question.linked}) from {source} where {given}true"  # noqa: S608
        rows, linked = await self._connection.fetchrow(counted, *arguments)
        broken = f"from {source} where {given}{question.linked} and {question.lost}"
        lost = await self._connection.fetchval(f"select count(*) {broken}", *arguments)
        if not lost:
            return _Counted(rows, linked, 0, ())
        some = f'select {question.identity} {broken} order by {question.identity} collate "C" limit {MOST_SAMPLES}'
        return _Counted(rows, linked, lost, tuple(row[0] for row in await self._connection.fetch(some, *arguments)))

    async def _judged(self, link: Link, kind: str, answer: _Answer) -> Proof:
        key = self._keys.get((link.child, link.key))
        counted = answer.counted
        named_key = f"foreign key {key.name}; " if key else ""
        evidence = (
            f"{named_key}{counted.rows:,} rows {answer.how}, {counted.linked:,} of them linked, {counted.lost:,} "
            f"without a parent; {answer.question.said}"
        )
        status: Status
        status, why = "enforced" if key else "holds", ""
        if answer.elsewhere:
            status, why = "hidden", ELSEWHERE
        elif counted.lost:
            status, why = "violated", f"{_rows(counted.lost)} of {link.child} without {link.parent}"
        elif key and (doubt := await self._doubt(key)):
            status, why = "holds", doubt
        elif not key and not counted.linked:
            status, why = "unchecked", NOTHING_LINKED
        return Proof(subject_of(link), kind, status, evidence, counted.rows, counted.lost, counted.samples, why)

    async def _doubt(self, key: ForeignKey) -> str:
        """Return why a key of the catalog does not enforce what it says, or nothing."""
        if not key.enforced:
            return f"{key.name} is NOT ENFORCED"
        if not key.validated:
            return f"{key.name} is NOT VALID: older rows were never asked"
        if self._off is None:
            async with self._asking():
                self._off = {tuple(row) for row in await self._connection.fetch(SQL["switched_off"].sql)}
        return f"the triggers of {key.name} are disabled" if (key.child, key.name) in self._off else ""

    def _given_up(self, error: Exception) -> str:
        if isinstance(error, asyncpg.QueryCanceledError):
            return f"a statement took longer than {self._seconds:g} s"
        return f"PostgreSQL says: {error}"

    def _tell(self, subject: str, done: int, total: int) -> None:
        if self._told is not None:
            self._told(subject, done, total)


def subject_of(link: Link) -> str:
    """Return a link's name: `shop.lines.order_id -> shop.orders.id`, with more columns `shop.lines (a, b) -> ...`."""
    return f"{_end(link.child, link.columns)} -> {_end(link.parent, link.parent_columns)}"


def _end(table: str, columns: tuple[str, ...]) -> str:
    return f"{table}.{columns[0]}" if len(columns) == 1 else f"{table} ({', '.join(columns)})"


def plain_type(column: Column) -> str:
    """Return the type that values are compared as: a domain's own, without lengths."""
    return re.sub(r"\([\d, -]+\)", "", column.domain_of or column.type)


def _scans(child: str, extent: _Extent, *, whole: bool, percent: float | None) -> list[_Scan]:
    """Return what is read one after the other.

    Args:
        whole: In one statement, because every statement reads all of the parent.
    """
    if percent is not None and extent.heap:
        return [_Scan(f"{child} c tablesample system ($1) repeatable (0)", "", (percent,))]
    step = max(LEAST_BLOCKS, BATCH_BLOCKS // max(extent.leaves, 1))
    if whole or not extent.heap or extent.blocks <= step:
        return [_Scan(f"{child} c", "", ())]
    starts = range(0, extent.blocks, step)
    range_of_blocks = "c.ctid >= $1::tid and c.ctid < $2::tid"
    return [_Scan(f"{child} c", range_of_blocks, ((start, 0), (start + step, 0))) for start in starts]


def _how(scans: list[_Scan], percent: float | None, question: _Question) -> str:
    """Return how the rows were read, for the evidence."""
    unhelped = "" if question.indexed else ", no index of the parent helps"
    if "tablesample" in scans[0].source:
        return f"in a sample of {percent:g} % of the blocks{unhelped}"
    statements = "1 statement" if len(scans) == 1 else f"{len(scans)} statements"
    return f"read whole in {statements}{unhelped}"


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


async def _ready(question: _Question) -> _Question:
    return question


def _sum(read: list[_Counted]) -> _Counted:
    samples = sorted(sample for counted in read for sample in counted.samples)[:MOST_SAMPLES]
    return _Counted(
        sum(one.rows for one in read), sum(one.linked for one in read), sum(one.lost for one in read), tuple(samples)
    )
