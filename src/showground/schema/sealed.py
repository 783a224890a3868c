"""Stored secrets: which columns hold them (type `showground.sealed`), and putting the present master key under all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.kit.box import key_id_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from showground.db.sql import Query
    from showground.db.tx import Database, Tx
    from showground.kit.box import Box

BATCH = 500
FIRST = UUID(int=0)
COLUMNS = compile_query(
    "sealed.columns",
    """
select format('%I.%I', n.nspname, c.relname), format('%I', k.attname), format('%I', a.attname)
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_index i on i.indrelid = c.oid and i.indisprimary
  join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[0]
 where a.atttypid = 'showground.sealed'::regtype and c.relkind in ('r', 'p')
   and not c.relispartition and not a.attisdropped
 order by 1, 3
""",
)
BATCHES = (
    "select {key}, {column} from {table} where {key} > :after and {column} is not null order by {key} limit :limit"
)
RENEW = """
update {table} t set {column} = fresh.new
  from unnest(:ids::uuid[], :old::bytea[], :new::bytea[]) fresh (id, old, new)
 where t.{key} = fresh.id and t.{column}::bytea = fresh.old
"""


class SealedColumn(msgspec.Struct, frozen=True):
    """A column of shut secrets. The names come quoted from the catalog."""

    table: str
    key: str
    column: str


class Stored(msgspec.Struct, frozen=True):
    """One shut secret."""

    id: UUID
    shut: bytes


class Renewed(msgspec.Struct, frozen=True):
    """How many secrets a column holds and how many of them got the present key."""

    column: SealedColumn
    examined: int
    renewed: int


class Progress(Protocol):
    """Told after each batch: the column, and how many of its secrets were looked at."""

    def __call__(self, column: SealedColumn, examined: int, /) -> None:
        """Show it."""


async def columns(tx: Tx) -> list[SealedColumn]:
    """Return every column that holds shut secrets; a table of such has one uuid as its key."""
    return await tx.all(COLUMNS, SealedColumn)


async def keys_in_use(db: Database) -> Counter[str]:
    """Return how many secrets are shut with each master key, by its id."""
    found: Counter[str] = Counter()
    async with db.acting_as(Worker(), read_only=True) as tx:
        for column in await columns(tx):
            async for batch in _batches(tx, column):
                found.update(key_id_of(one.shut) for one in batch)
    return found


async def renew(db: Database, open_box: Callable[[], Box], *, progress: Progress) -> list[Renewed]:
    """Put the present key under every stored secret, some hundred to a transaction. Again, it changes nothing.

    Args:
        open_box: Gives the box at each batch.

    Raises:
        SecretUnreadable: a secret's key is missing; what was renewed before stays so.
    """
    async with db.acting_as(Worker(), read_only=True) as tx:
        found = await columns(tx)
    return [await _renew_column(db, column, open_box, progress) for column in found]


async def _renew_column(db: Database, column: SealedColumn, open_box: Callable[[], Box], progress: Progress) -> Renewed:
    examined, renewed, after = 0, 0, FIRST
    while True:
        async with db.acting_as(Worker()) as tx:
            batch = await _batch(tx, column, after)
            box = open_box()
            fresh = {one.id: (one.shut, new) for one in batch if (new := box.renewed(one.shut)) is not None}
            if fresh:  # a row that its owner changed meanwhile is the present key's already
                renewed += await tx.run(
                    _query("renew", RENEW, column),
                    ids=list(fresh),
                    old=[old for old, _ in fresh.values()],
                    new=[new for _, new in fresh.values()],
                )
        examined += len(batch)
        progress(column, examined)
        if len(batch) < BATCH:
            return Renewed(column, examined, renewed)
        after = batch[-1].id


async def _batches(tx: Tx, column: SealedColumn) -> AsyncIterator[list[Stored]]:
    after = FIRST
    while batch := await _batch(tx, column, after):
        yield batch
        after = batch[-1].id


async def _batch(tx: Tx, column: SealedColumn, after: UUID) -> list[Stored]:
    return await tx.all(_query("batch", BATCHES, column), Stored, after=after, limit=BATCH)


def _query(name: str, template: str, column: SealedColumn) -> Query:
    return compile_query(f"sealed.{name}", template.format(**msgspec.structs.asdict(column)))
