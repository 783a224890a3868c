"""A backup put into a database: beside the platform that is there, which goes only when the other stands.

The old platform's schemas wait under other names and come back when anything fails.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from showground.db.backup import OURS, Damaged, count_rows, program_of, run, schemas_of_ours
from showground.db.layout import SCHEMAS
from showground.db.migrate import found
from showground.kit.faults import Conflict, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from showground.db.backup import Manifest, Tell

ASIDE = "_before_restore"
CONNECTED = """
select count(*) from pg_stat_activity where datname = current_database() and usename = $1 and pid <> pg_backend_pid()
"""
_OF_OURS = f"(?:{'|'.join(SCHEMAS)})"
REPLAYED = re.compile(
    rf" SCHEMA - | showground_definer$| (?:POLICY|VIEW|TRIGGER) {_OF_OURS} | ACL {_OF_OURS} (?:TABLE|COLUMN) "
    rf"| COMMENT {_OF_OURS} (?:VIEW|TRIGGER|POLICY) ",
    re.MULTILINE,
)


async def refuse_restore(owner_url: str, manifest: Manifest, *, replace: bool) -> None:
    """Prove that a database may receive a backup.

    Raises:
        Conflict: it holds a platform, and nobody said that it may be replaced.
        Unavailable: its server is too old, or has not the login that serves.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        number: int = await connection.fetchval("select current_setting('server_version_num')::integer")
        made, here = manifest.postgres // 10_000, number // 10_000
        if here < made:
            says = f"This backup is of PostgreSQL {made}, and this server is {here}: restore into {made} or newer."
            raise Unavailable(says)
        schemas = [one for one in await schemas_of_ours(connection) if one != "auth"]
        if schemas and not replace:
            says = f"This database is not empty: it has the schema {schemas[0]}. Take an empty one, or say --replace."
            raise Conflict(says)
        for login in manifest.logins:
            if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", login):
                raise Unavailable(f"This backup lets the login {login} serve. Create it on this server first.")
    finally:
        await connection.close()


async def refuse_while_served(owner_url: str, login: str) -> None:
    """Prove that nobody serves from this database: what he writes would be lost, what he knows would be wrong.

    Raises:
        Conflict: the login that serves is connected.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        busy: int = await connection.fetchval(CONNECTED, login)
    finally:
        await connection.close()
    if busy:
        says = f"Web or worker is connected to this database ({login}: {busy} connections). Stop them, then restore."
        raise Conflict(says)


@asynccontextmanager
async def put_aside(owner_url: str) -> AsyncIterator[bool]:
    """Keep the platform that is here under other names while another takes its place; it comes back if that fails.

    Gives whether there was one. Whoever is killed in between leaves both: the next restore begins by taking the half
    one away and putting the whole one back.
    """
    await _bring_back(owner_url)
    there = await _rename(owner_url)
    try:
        yield there
    except BaseException:
        if there:
            await _bring_back(owner_url)
        raise
    await _forget(owner_url)


async def refuse_half_restored(owner_url: str) -> None:
    """Prove that no restore was broken off here: what stands in place of the platform may be nothing.

    Raises:
        Conflict: one was.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        aside = await _aside(connection)
    finally:
        await connection.close()
    if aside:
        says = "A restore into this database was broken off. Run showground restore --replace with a backup again."
        raise Conflict(says)


async def _rename(owner_url: str) -> bool:
    connection = await asyncpg.connect(owner_url)
    try:
        schemas = await schemas_of_ours(connection)
        async with connection.transaction():
            for schema in schemas:
                await connection.execute(f"alter schema {schema} rename to {schema}{ASIDE}")
        return bool(schemas)
    finally:
        await connection.close()


async def _bring_back(owner_url: str) -> None:
    """Put what is aside, if anything, in the place of what stands there."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            if aside := await _aside(connection):
                for schema in await schemas_of_ours(connection):
                    await connection.execute(f"drop schema {schema} cascade")
            for schema in aside:
                await connection.execute(f"alter schema {schema} rename to {schema.removesuffix(ASIDE)}")
    finally:
        await connection.close()


async def _forget(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            for schema in await _aside(connection):
                await connection.execute(f"drop schema {schema} cascade")
    finally:
        await connection.close()


async def _aside(connection: asyncpg.Connection) -> list[str]:
    names = [schema + ASIDE for schema in OURS]
    rows = await connection.fetch("select nspname from pg_namespace where nspname = any($1::text[])", names)
    return [row["nspname"] for row in rows]


async def restore(owner_url: str, file: Path, manifest: Manifest, *, bin_dir: Path, tell: Tell) -> None:
    """Put a dump into a database without a platform: all of it, or nothing.

    Raises:
        Unavailable: pg_restore is missing or fails.
        Damaged: other rows arrived than were written.
    """
    await make_way(owner_url, manifest)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.write(_contents(bin_dir / "pg_restore", file))
        wanted.flush()
        words = ["--single-transaction", "--exit-on-error", f"--use-list={wanted.name}", str(file)]
        run(bin_dir / "pg_restore", owner_url, words, tell=tell)
    connection = await asyncpg.connect(owner_url)
    try:
        rows = await count_rows(connection, manifest.schemas)
        await connection.execute("delete from showground.migrations where name = 'replayed'")
        await connection.execute("analyze")
    finally:
        await connection.close()
    if rows != manifest.rows:
        raise Damaged(f"{rows} rows arrived, and {manifest.rows} were written.")


async def make_way(owner_url: str, manifest: Manifest) -> None:
    """Make roles, empty schemas and extensions, as before the first migration."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await found(connection)
            for schema in manifest.schemas:
                await connection.execute(f"create schema if not exists {schema}")
    finally:
        await connection.close()


def _contents(program: Path, file: Path) -> str:
    """Return what is to be taken from a dump: types, tables with their keys and indexes, rows, and the queue's own.

    Schemas stand there already with their grants; functions of the definer, views, triggers, policies and grants of our
    schemas are made anew by the migration that follows, as they are after every change of version.
    """
    command = [program_of(program), "--list", str(file)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "".join(line for line in listed.splitlines(keepends=True) if not REPLAYED.search(line))
