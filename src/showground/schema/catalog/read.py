"""Reads a database's catalog. It writes nothing, reads no table's rows and needs no right but to connect."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from showground.db.sql import named
from showground.kit.faults import Invalid, Unavailable, literal
from showground.schema.catalog.types import (
    Column,
    Constraint,
    Extension,
    Extra,
    ForeignKey,
    Grant,
    Index,
    Policy,
    Reader,
    Routine,
    Schema,
    Sequence,
    Snapshot,
    Table,
    Trigger,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy
Row = TypeVar("Row", bound=msgspec.Struct)

SQL = named(__name__)
OLDEST = 15  # what is asked is not there before
CONNECT_SECONDS = 15
ATTEMPTS = 10
POOLED = (
    "A pooler stands before this database and does not let us ask for read-only transactions: name the server itself."
)
CHANGING = (  # a table is locked, or something was dropped while it was read
    asyncpg.LockNotAvailableError,
    asyncpg.InternalServerError,
    msgspec.ValidationError,
)
LOCK_MILLISECONDS = 500  # less than a server waits before it looks for a deadlock and ends one of the two


@asynccontextmanager
async def reading(url: str, *, statement_seconds: float = 0) -> AsyncIterator[asyncpg.Connection]:
    """Connect to anybody's database in a way that can change nothing.

    Names are said with their schema whatever the login's search path; every transaction is read-only.

    Args:
        statement_seconds: After which a statement is given up; 0 waits for ever.

    Raises:
        Unavailable: the server does not answer, is older than 15, or is behind a pooler that would let us write.
        Invalid: the address is none.
    """
    settings = {
        "application_name": "showground schema",
        "default_transaction_read_only": "on",
        "search_path": "pg_catalog",
        "statement_timeout": str(round(statement_seconds * 1000)),
        "jit": "off",
    }
    try:
        connection = await asyncpg.connect(
            url, timeout=CONNECT_SECONDS, server_settings=settings, statement_cache_size=0
        )
    except ValueError as error:
        raise Invalid(f"This is no address of a database: {error}.") from error
    except asyncpg.ProtocolViolationError as error:
        raise Unavailable(literal(f"{POOLED} ({error})")) from error
    except (OSError, asyncpg.PostgresError) as error:
        raise Unavailable(f"The database cannot be read: {error or type(error).__name__}.") from error
    try:
        version = connection.get_server_version().major
        if version < OLDEST:
            raise Unavailable(f"PostgreSQL {version} is too old: {OLDEST} or newer is read.")
        if getattr(connection.get_settings(), "default_transaction_read_only", "off") != "on":
            raise Unavailable(POOLED)
        yield connection
    finally:
        await connection.close()


async def read(connection: Connection) -> Snapshot:
    """Return the catalog as it stands now: all of it in one snapshot of the database.

    Definitions are looked up outside that snapshot (PostgreSQL does so), so where something was dropped meanwhile
    everything is read again. Who alters a table is never waited for so long that he might be the one to give way.

    Raises:
        Unavailable: a table stays locked, things are dropped faster than they can be read, or reading takes too long.
    """
    failure: Exception | None = None
    for _ in range(ATTEMPTS):
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                await connection.execute(f"set local lock_timeout = {LOCK_MILLISECONDS}")
                return await read_within(connection)
        except CHANGING as error:
            failure = error
            await asyncio.sleep(LOCK_MILLISECONDS / 1000)
        except asyncpg.PostgresError as error:
            raise Unavailable(literal(f"The catalog cannot be read: {error}.")) from error
    says = f"The catalog is being changed, or a table is locked; {ATTEMPTS} times it could not be read: {failure}."
    raise Unavailable(literal(says)) from failure


async def read_within(connection: Connection) -> Snapshot:
    """Return the catalog as the open transaction sees it, which goes on with the search path `pg_catalog`."""

    async def every(name: str, row: type[Row]) -> tuple[Row, ...]:
        found = await connection.fetch(SQL[name].sql)
        return msgspec.convert([dict(one) for one in found], type=tuple[row, ...])  # type: ignore[valid-type]

    await connection.execute("set local search_path = pg_catalog")
    return Snapshot(
        reader=(await every("reader", Reader))[0],
        schemas=await every("schemas", Schema),
        tables=await every("tables", Table),
        columns=await every("columns", Column),
        foreign_keys=await every("foreign_keys", ForeignKey),
        constraints=await every("constraints", Constraint),
        indexes=await every("indexes", Index),
        triggers=await every("triggers", Trigger),
        policies=await every("policies", Policy),
        grants=await every("grants", Grant),
        routines=await every("routines", Routine),
        sequences=await every("sequences", Sequence),
        types=await every("types", Type),
        extensions=await every("extensions", Extension),
        extras=await every("extras", Extra),
    )
