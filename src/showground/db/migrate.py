"""Brings a database to the schema of this version: linear migrations, then everything that can be replayed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.db import fault, jobs_schema
from showground.db.layout import (
    SCHEMAS,
    definition_files,
    function_files,
    migration_files,
    surface_files,
)
from showground.kit.faults import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.db.layout import SqlFile

LOCK = 0x5347_4D49  # "SGMI": one migrator at a time
OWNER, DEFINER = "showground_owner", "showground_definer"
API_ROLES = ("anon", "authenticated", "service_role")


class MigrationReport(msgspec.Struct, frozen=True):
    """What a run changed; `replayed` says whether functions, triggers, views and policies were made anew."""

    migrations: list[str]
    replayed: bool


class SchemaDiffers(Conflict):
    """A file that was already applied has changed."""

    code = "db.schema_differs"
    says = "This database was built by another version of an applied migration."


async def migrate(owner_url: str, *, app_login: str = "showground_app") -> MigrationReport:
    """Bring the database at `owner_url` up to date. Running it again changes nothing and takes no table lock.

    Args:
        owner_url: A login that is, or may become, `showground_owner`, with CREATEROLE the first time.
        app_login: The login that serves; it is granted the three API roles, without inheriting from them.

    Raises:
        SchemaDiffers: an applied migration's text is no longer the one that ran.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(f"select pg_advisory_lock({LOCK})")
        await _become_owner(connection, app_login)
        migrations = await _run_migrations(connection)
        fault.point("db.migrated")
        replayed = await _replay(connection, app_login)
        return MigrationReport(migrations, replayed)
    finally:
        await connection.close()


async def build_from_state(owner_url: str, *, app_login: str = "showground_app") -> None:
    """Build an empty database from the table files alone, to compare with a migrated one."""
    connection = await asyncpg.connect(owner_url)
    try:
        await _become_owner(connection, app_login)
        async with connection.transaction():
            await _create_schemas(connection)
            await _apply(connection, definition_files())
            await jobs_schema.create(connection)
        await _replay(connection, app_login)
    finally:
        await connection.close()


async def found(connection: asyncpg.Connection, app_login: str = "showground_app") -> None:
    """Make what stands before the first table: roles, empty schemas, extensions. As the owner from here on."""
    await _become_owner(connection, app_login)
    await _create_schemas(connection)


async def _become_owner(connection: asyncpg.Connection, app_login: str) -> None:
    """Create roles where they are absent and act as the owner from here on."""
    if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", OWNER):
        await connection.execute(f"create role {OWNER} nologin noinherit")
    if not await connection.fetchval("select pg_has_role(session_user, $1, 'set')", OWNER):
        await connection.execute(f"grant {OWNER} to current_user with inherit false, set true")
    await connection.execute(_text_of_roles())
    login = await connection.fetchval("select quote_ident(rolname) from pg_roles where rolname = $1", app_login)
    if login is not None:
        for role in API_ROLES:
            if not await connection.fetchval("select pg_has_role($1, $2, 'set')", app_login, role):
                await connection.execute(f"grant {role} to {login} with inherit false, set true")
    if await connection.fetchval("select session_user::text") != OWNER:
        database = await connection.fetchval("select quote_ident(current_database())")
        await connection.execute(f"grant create on database {database} to {OWNER}; set role {OWNER}")


def _text_of_roles() -> str:
    from importlib import resources  # noqa: PLC0415 - read once, on migration only

    return (resources.files("showground") / "db" / "sql" / "roles.sql").read_text(encoding="utf-8")


async def _create_schemas(connection: asyncpg.Connection) -> None:
    for schema in SCHEMAS:
        await connection.execute(
            f"create schema if not exists {schema}; "
            f"grant usage on schema {schema} to {', '.join(API_ROLES)}; "
            f"grant usage, create on schema {schema} to {DEFINER}"
        )
    await connection.execute("create extension if not exists vector")
    for extension in ("pg_trgm", "unaccent"):  # used when present
        if await connection.fetchval("select exists (select from pg_available_extensions where name = $1)", extension):
            await connection.execute(f"create extension if not exists {extension}")


async def _run_migrations(connection: asyncpg.Connection) -> list[str]:
    files = migration_files()
    applied = await _applied(connection)
    for file in files:
        if file.name in applied and applied[file.name] != file.digest:
            raise SchemaDiffers(file=file.name)
    pending = [file for file in files if file.name not in applied]
    for file in pending:
        if "-- no transaction" in file.text:
            await connection.execute(file.text)
            await _record(connection, file)
            continue
        async with connection.transaction():
            if not applied and file is files[0]:
                await _create_schemas(connection)
                await connection.execute(file.text)
                await jobs_schema.create(connection)
            else:
                await connection.execute(file.text)
            await _record(connection, file)
    return [file.name for file in pending]


def baseline_text() -> str:
    """Return all types, tables and upward keys as one script: what `0001_baseline.sql` is frozen from."""
    return "\n".join(f"-- {file.name}\n{file.text.strip()}\n" for file in definition_files())


async def _applied(connection: asyncpg.Connection) -> dict[str, str]:
    if await connection.fetchval("select to_regclass('showground.migrations') is null"):
        return {}
    rows = await connection.fetch("select name, digest from showground.migrations")
    return {row["name"]: row["digest"] for row in rows}


async def _record(connection: asyncpg.Connection, file: SqlFile) -> None:
    await connection.execute(
        "insert into showground.migrations (name, digest) values ($1, $2) "
        "on conflict (name) do update set digest = excluded.digest, applied_at = now()",
        file.name,
        file.digest,
    )


async def _apply(connection: asyncpg.Connection, files: Iterable[SqlFile]) -> None:
    for file in files:
        try:
            await connection.execute(file.text)
        except asyncpg.PostgresError as error:
            error.add_note(f"in {file.name}")
            raise


async def _replay(connection: asyncpg.Connection, app_login: str) -> bool:
    """Make functions, triggers, views, policies and grants anew when any of their files changed."""
    functions, surface = function_files(), surface_files()
    joined = "\n".join(f"{file.name} {file.digest}" for file in (*functions, *surface)) + app_login
    name, digest = "replayed", hashlib.sha256(joined.encode()).hexdigest()
    if (await _applied(connection)).get(name) == digest:
        return False
    async with connection.transaction():
        await _drop_replayable(connection)
        await connection.execute(f"set local role {DEFINER}; set local check_function_bodies = off")
        await connection.execute(
            f"alter default privileges revoke execute on functions from public; "
            f"alter default privileges grant execute on functions to {OWNER}"
        )
        await _apply(connection, functions)
        await connection.execute(f"set local role {OWNER}")
        await _apply(connection, surface)
        await _open_gates(connection, app_login)
        fault.point("db.replaying")
        await connection.execute(
            "insert into showground.migrations (name, digest) values ($1, $2) "
            "on conflict (name) do update set digest = excluded.digest, applied_at = now()",
            name,
            digest,
        )
    return True


async def _drop_replayable(connection: asyncpg.Connection) -> None:
    """Drop every policy, view, trigger and definer-owned function of our schemas, and all grants on tables."""
    schemas = list(SCHEMAS)
    drops = await connection.fetch(
        """
        select 1 as step, format('drop policy %I on %s', p.polname, p.polrelid::regclass) as command
          from pg_policy p join pg_class c on c.oid = p.polrelid
         where c.relnamespace::regnamespace::text = any($1)
        union all
        select 2, format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass)
          from pg_trigger t join pg_class c on c.oid = t.tgrelid
         where not t.tgisinternal and t.tgparentid = 0 and c.relnamespace::regnamespace::text = any($1)
        union all
        select 3, format('drop view if exists %s cascade', c.oid::regclass)
          from pg_class c where c.relkind = 'v' and c.relnamespace::regnamespace::text = any($1)
        union all
        select 4, format('revoke all on all tables in schema %I from %s', s, $2::text) from unnest($1::text[]) s
        union all
        select 5, format('set local role showground_definer; drop function %s cascade; set local role showground_owner',
                         p.oid::regprocedure)
          from pg_proc p
         where p.pronamespace::regnamespace::text = any($1) and p.proowner = 'showground_definer'::regrole
         order by 1, 2
        """,
        schemas,
        ", ".join((*API_ROLES, DEFINER)),
    )
    for row in drops:
        await connection.execute(row["command"])


async def _open_gates(connection: asyncpg.Connection, app_login: str) -> None:
    """Let the serving login call the gate functions, and nothing else: those whose comment starts with `gate:`."""
    gates = await connection.fetch(
        """
        select p.oid::regprocedure::text as gate, n.nspname as schema, quote_ident($2) as login
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where n.nspname = any($1) and obj_description(p.oid, 'pg_proc') like 'gate:%'
           and exists (select from pg_roles where rolname = $2)
         order by 1
        """,
        list(SCHEMAS),
        app_login,
    )
    for row in gates:
        await connection.execute(
            f"grant usage on schema {row['schema']} to {row['login']}; set local role {DEFINER}; "
            f"grant execute on function {row['gate']} to {row['login']}; set local role {OWNER}"
        )
