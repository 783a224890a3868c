"""Whether a PostgreSQL and its logins are fit for us: each refusal is one sentence that says what to do."""

from __future__ import annotations

from urllib.parse import urlsplit

import asyncpg

from showground.db.layout import SCHEMAS
from showground.kit.faults import Fault, Kind

OLDEST = 16


class Unfit(Fault):
    """The database cannot be used as it is."""

    kind, code = Kind.UNAVAILABLE, "db.unfit"
    says = "This database cannot be used."


LOGIN = """
select r.rolsuper, r.rolbypassrls, r.rolname,
       (select format('%I.%I', n.nspname, c.relname)
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = any ($1::text[])
           and c.relkind in ('r', 'p')
           and pg_has_role(r.oid, c.relowner, 'usage')
         limit 1) as owned
  from pg_roles r
 where r.rolname = session_user
"""
VECTOR = """
select exists (select from pg_extension where extname = 'vector') as installed,
       exists (select from pg_available_extensions where name = 'vector') as offered,
       coalesce((select bool_or(v.trusted or not v.superuser)
                   from pg_available_extension_versions v where v.name = 'vector'), false)
           and has_database_privilege(current_database(), 'create')
           or (select rolsuper from pg_roles where rolname = session_user) as may_install
"""


async def check_server(owner_url: str, *, variable: str = "SHOWGROUND_OWNER_URL") -> str:
    """Return the server's version when it is new enough and has pgvector.

    Raises:
        Unfit: it is not, or cannot be reached.
    """
    connection = await _connect(owner_url, variable)
    try:
        number: int = await connection.fetchval("select current_setting('server_version_num')::integer")
        version: str = await connection.fetchval("select current_setting('server_version')")
        if number < OLDEST * 10_000:
            says = f"This is PostgreSQL {version}; Showground needs {OLDEST} or newer."
            raise Unfit(says, version=version)
        vector = await connection.fetchrow(VECTOR)
        if not vector["installed"] and not vector["offered"]:
            says = f"This PostgreSQL {version} has no extension vector; install pgvector on it and start again."
            raise Unfit(says)
        if not vector["installed"] and not vector["may_install"]:
            says = "The extension vector is not in this database; have an administrator run: create extension vector."
            raise Unfit(says)
        return version
    finally:
        await connection.close()


async def check_serving_login(app_url: str) -> None:
    """Refuse to serve as a login that row level security does not bind.

    Raises:
        Unfit: it is a superuser, has BYPASSRLS, or owns tables of ours.
    """
    connection = await _connect(app_url, "DATABASE_URL")
    try:
        login = await connection.fetchrow(LOGIN, list(SCHEMAS))
    finally:
        await connection.close()
    name, remedy = login["rolname"], "serve as a login that owns nothing, such as showground_app."
    if login["rolsuper"]:
        says = f"DATABASE_URL signs in as {name}, a superuser, whom no policy binds; {remedy}"
        raise Unfit(says)
    if login["rolbypassrls"]:
        says = f"DATABASE_URL signs in as {name}, which has BYPASSRLS, so that no policy binds it; {remedy}"
        raise Unfit(says)
    if login["owned"]:
        says = f"DATABASE_URL signs in as {name}, which owns {login['owned']}, so that no policy binds it; {remedy}"
        raise Unfit(says)


async def _connect(url: str, variable: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url, timeout=10, statement_cache_size=0)  # a pooler may stand between
    except (OSError, TimeoutError, asyncpg.PostgresError, ValueError) as error:
        place = urlsplit(url)
        where = f"{place.hostname}:{place.port or 5432}{place.path}"
        says = f"The database of {variable} at {where} cannot be reached: {str(error).rstrip('.')}."
        raise Unfit(says) from error
