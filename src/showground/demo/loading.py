"""Rows on their way into tables: collected in Python, written by the thousand, keys and checks on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from showground.db.sql import Query, compile_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from showground.db.tx import Tx

AT_ONCE = 10_000  # rows a statement: their arrays stay within work_mem
PLAIN = {
    "uuid",
    "bigint",
    "integer",
    "smallint",
    "boolean",
    "bytea",
    "double precision",
    "real",
    "timestamp with time zone",
}
COLUMNS = compile_query(
    "demo.columns",
    """
    select c.relnamespace::regnamespace::text || '.' || c.relname, a.attname,
           format_type(a.atttypid, a.atttypmod), format_type(coalesce(nullif(t.typbasetype, 0), t.oid), -1)
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_type t on t.oid = a.atttypid
     where c.relnamespace::regnamespace::text = any(:schemas::text[]) and c.relkind in ('r',
     'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped
    """,
)


class Column(msgspec.Struct, frozen=True):
    """A column of a table: its type, and the type under it when that is a domain."""

    table: str
    name: str
    type: str
    base: str


class Loader:
    """Writes rows in one transaction of the service, which the keys and checks of every table bind."""

    def __init__(self, tx: Tx, columns: Iterable[Column]) -> None:
        self.tx = tx
        self.wrote: Callable[[int], None] = lambda _: None
        self.loaded: dict[str, int] = {}
        self._types = {(column.table, column.name): column for column in columns}
        self._queries: dict[tuple[str, ...], Query] = {}

    @classmethod
    async def open(cls, tx: Tx, schemas: Sequence[str]) -> Loader:
        """Learn the column types of some schemas."""
        return cls(tx, await tx.all(COLUMNS, Column, schemas=list(schemas)))

    async def rows(self, table: str, names: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Write rows whose values stand in the order of `names`, which blanks separate."""
        for first in range(0, len(rows), AT_ONCE):
            await self._write(table, names, list(zip(*rows[first : first + AT_ONCE], strict=True)))

    async def columns(self, table: str, names: str, *columns: Sequence[object]) -> None:
        """Write rows given as columns of equal length."""
        for first in range(0, len(columns[0]), AT_ONCE):
            await self._write(table, names, [column[first : first + AT_ONCE] for column in columns])

    async def _write(self, table: str, names: str, columns: Sequence[Sequence[object]]) -> None:
        words = names.split()
        query = self._queries.get((table, *words)) or self._insert(table, words)
        values = {f"p_{word}": list(column) for word, column in zip(words, columns, strict=True)}
        count = await self.tx.run(query, **values)
        self.loaded[table] = self.loaded.get(table, 0) + count
        self.wrote(count)

    def _insert(self, table: str, words: list[str]) -> Query:
        arrays, casts = [], []
        for word in words:
            column = self._types[table, word]
            carried = column.base if column.base in PLAIN else "text"
            arrays.append(f":p_{word}::{carried}[]")
            casts.append(f"v.{word}" if carried == column.type else f"v.{word}::{column.type}")
        listed = ", ".join(words)
        text = (
            f"insert into {table} ({listed}) select {', '.join(casts)} "  # noqa: S608 - names of this package's own code
            f"from unnest({', '.join(arrays)}) as v ({listed})"
        )
        query = compile_query(f"demo.{table}", text)
        self._queries[table, *words] = query
        return query


class Batch:
    """Rows of several tables, collected until there are many, then written in the order of the tables named."""

    def __init__(self, loader: Loader, tables: dict[str, str], *, most: int = 60_000) -> None:
        self._loader, self._tables, self._most = loader, tables, most
        self._rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in tables}
        self._count = 0

    def add(self, table: str, *values: object) -> None:
        """Take a row; its values stand in the order of the table's columns."""
        self._rows[table].append(values)
        self._count += 1

    @property
    def full(self) -> bool:
        """Whether it is time to write."""
        return self._count >= self._most

    async def flush(self) -> None:
        """Write what is here."""
        for table, names in self._tables.items():
            rows, self._rows[table] = self._rows[table], []
            await self._loader.rows(table, names, rows)
        self._count = 0


def moment(seconds: float) -> datetime:
    """Return Unix seconds as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def moments(seconds: Iterable[float]) -> list[datetime]:
    """Return Unix seconds as times."""
    return [datetime.fromtimestamp(second, UTC) for second in seconds]
