"""Which types the rows of a polymorphic pair have, asked of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.schema.proving.types import HIDDEN, Status

if TYPE_CHECKING:
    from showground.schema.catalog.read import Connection
    from showground.schema.reporting.maps import Maps
    from showground.schema.reporting.pairs import Pair

MOST_TYPES = 200
SMALL_BYTES = 1 << 20  # what is smaller is read whole although a sample was asked for


class Kinds(msgspec.Struct, frozen=True):
    """Rows by their type, and rows with a type without an id or the other way round."""

    rows: dict[str, int]
    half: int
    evidence: str
    status: Status = "holds"  # hidden or unchecked when the rows were not read
    why: str = ""


async def kinds_of(connection: Connection, maps: Maps, pair: Pair, *, sample: float | None, seconds: float) -> Kinds:
    """Count a pair's rows by their types, in one statement that reads the table, or a sample of it when it is big."""
    question = _question(pair, sample if maps.roots[pair.table].bytes > SMALL_BYTES else None)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(
                "set local row_security = off; set local search_path = pg_catalog; "
                f"set local statement_timeout = {round(seconds * 1000)}"
            )
            rows = await connection.fetch(question)
    except asyncpg.InsufficientPrivilegeError as error:
        return Kinds({}, 0, question, "hidden", f"{HIDDEN}: {error}")
    except asyncpg.QueryCanceledError:
        return Kinds({}, 0, question, "unchecked", f"reading its types took longer than {seconds:g} s")
    except asyncpg.PostgresError as error:  # the table is another since the catalog was read
        return Kinds({}, 0, question, "unchecked", f"PostgreSQL says: {error}")
    if len(rows) > MOST_TYPES:
        why = f"more than {MOST_TYPES} different words: this is no type of rows"
        return Kinds({}, 0, question, "unchecked", why)
    by_type = {row["type"]: row["rows"] for row in rows if row["type"] is not None}
    return Kinds(dict(sorted(by_type.items())), sum(row["half"] for row in rows), question)


def _question(pair: Pair, sample: float | None) -> str:
    word, joined = f"c.{pair.type_column}::text", ""
    if pair.style == "content type":
        word = "t.app_label || '.' || t.model"
        joined = f" left join {pair.content_types} t on t.id = c.{pair.type_column}"
    sampled = f" tablesample system ({float(sample)}) repeatable (0)" if sample is not None else ""
    half = f"(c.{pair.type_column} is null) <> (c.{pair.id_column} is null)"
    return (
        f"select {word} as type, count(*) as rows, count(*) filter (where {half}) as half "  # noqa: S608 - quoted names
        f"from {pair.table} c{sampled}{joined} group by 1 order by 1 limit {MOST_TYPES + 1}"
    )
