"""A backup of a database: one consistent dump beside a manifest that says what it is. The way back: `restoring`.

The dump is a snapshot of one moment, taken while everything runs. Whoever dumps is bound by no policy, or is refused:
rows that a policy hides would be missing without a word.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import asyncpg
import msgspec

from showground import __version__
from showground.db.layout import SCHEMAS, migration_files
from showground.kit.faults import Conflict, Invalid, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Tell = Callable[[str], None]

FORMAT = 1
DUMP, MANIFEST, UPLOADS = "database.dump", "manifest.json", "uploads.tar"
OURS = (*SCHEMAS, "jobs", "auth")
CHUNK = 1 << 20
TABLE = re.compile(r"(?:dumping contents of|processing data for) table \"([^\"]+)\"")
LOGINS = """
select distinct r.rolname as name
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace, aclexplode(p.proacl) a
  join pg_roles r on r.oid = a.grantee
 where n.nspname = any($1::text[]) and r.rolcanlogin and r.rolname <> 'showground_owner'
 order by 1
"""
TABLES = """
select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and n.nspname = any($1::text[])
 order by 1
"""


class Part(msgspec.Struct, frozen=True):
    """A file of a backup, and what it must still be."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup is: made when, by what, of what."""

    format: int
    showground: str
    postgres: int
    made_at: datetime
    migrations: list[str]
    schemas: list[str]
    rows: int
    logins: list[str]
    parts: dict[str, Part] = {}


class Damaged(Conflict):
    """The files are not those that were written."""

    code = "db.backup_damaged"
    says = "This backup is damaged."


async def dump(owner_url: str, file: Path, *, bin_dir: Path, tell: Tell) -> Manifest:
    """Write a running database into a file, as it is at one moment, and return what is in it; the parts come later.

    Args:
        tell: Hears which table is written.

    Raises:
        Invalid: the login does not see every row.
        Unavailable: pg_dump is missing, too old, or fails.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        await refuse_half_sight(connection)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot: str = await connection.fetchval("select pg_export_snapshot()")
            schemas = await schemas_of_ours(connection)
            words = ["--format=custom", f"--snapshot={snapshot}", *(f"--schema={one}" for one in schemas)]
            run(bin_dir / "pg_dump", owner_url, [*words, f"--file={file}"], tell=tell)
            names = await connection.fetch("select name from showground.migrations where name like '%.sql' order by 1")
            return Manifest(
                format=FORMAT,
                showground=__version__,
                postgres=await connection.fetchval("select current_setting('server_version_num')::integer"),
                made_at=datetime.now(UTC),
                migrations=[row["name"] for row in names],
                schemas=schemas,
                rows=await count_rows(connection, schemas),
                logins=[row["name"] for row in await connection.fetch(LOGINS, schemas)],
            )
    finally:
        await connection.close()


def sign_off(folder: Path, manifest: Manifest) -> Manifest:
    """Write the manifest beside the files of a backup, with their sizes and checksums; return it."""
    parts = {file.name: part_of(file) for file in sorted(folder.iterdir())}
    whole = msgspec.structs.replace(manifest, parts=parts)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(whole)))
    return whole


async def schemas_of_ours(connection: asyncpg.Connection) -> list[str]:
    """Return the schemas that belong to the platform's owner; `auth` is somebody else's on some servers."""
    rows = await connection.fetch(
        "select nspname from pg_namespace where nspname = any($1::text[])"
        " and pg_has_role(nspowner, 'usage') order by nspname",
        list(OURS),
    )
    return [row["nspname"] for row in rows]


async def count_rows(connection: asyncpg.Connection, schemas: Sequence[str]) -> int:
    """Return how many rows all tables of these schemas have together."""
    tables = [row["name"] for row in await connection.fetch(TABLES, schemas)]
    return sum([await connection.fetchval(f"select count(*) from {table}") for table in tables])  # noqa: S608 - names


async def refuse_half_sight(connection: asyncpg.Connection) -> None:
    """Prove that this login sees every row.

    Raises:
        Invalid: a policy binds it.
    """
    bound = await connection.fetchval(
        "select c.oid::regclass::text from pg_class c where c.relnamespace::regnamespace::text = any($1::text[])"
        " and c.relkind in ('r', 'p') and row_security_active(c.oid) limit 1",
        list(OURS),
    )
    if bound is not None:
        login = await connection.fetchval("select session_user::text")
        says = f"{login} does not see every row of {bound}: a policy binds it. Back up as the owner of the tables."
        raise Invalid(says, field="SHOWGROUND_OWNER_URL")


def part_of(file: Path) -> Part:
    """Return size and SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
    return Part(file.stat().st_size, digest.hexdigest())


def run(program: Path, url: str, words: Sequence[str], *, tell: Tell) -> None:
    """Run a client program of PostgreSQL; the password goes by its environment, where other users do not read it.

    Raises:
        Unavailable: it is not there, or says that something is wrong.
    """
    place = urlsplit(url)
    address = place._replace(netloc=place.netloc.rpartition("@")[2]).geturl()
    who = {"PGUSER": unquote(place.username or ""), "PGPASSWORD": unquote(place.password or "")}
    command = [program_of(program), "--no-password", "--verbose", f"--dbname={address}", *words]
    said: deque[str] = deque(maxlen=20)
    with subprocess.Popen(
        command,
        env={**os.environ, **who},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stderr or ():
            said.append(line.strip())
            if named := TABLE.search(line):
                tell(named[1])
    if process.returncode != 0:
        wrong = [line for line in said if "error" in line or "detail" in line.lower()] or list(said)
        raise Unavailable(f"{program.name} failed: {' '.join(wrong)[-600:]}")


def program_of(wanted: Path) -> str:
    """Return a client program of PostgreSQL: the one asked for, else that of the system.

    Raises:
        Unavailable: there is none.
    """
    found = str(wanted) if wanted.exists() else shutil.which(wanted.name)
    if found is None:
        raise Unavailable(f"There is no {wanted.name}. Install PostgreSQL's client programs, or set PG_BIN_DIR.")
    return found


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup whose files are all there and whole.

    Raises:
        Invalid: the folder holds no backup that this version reads.
        Damaged: a file is missing or is another.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise Invalid(f"{folder} is no backup: {MANIFEST} cannot be read.") from error
    if manifest.format != FORMAT:
        raise Invalid(f"This backup has format {manifest.format}, which Showground {__version__} does not read.")
    unknown = set(manifest.migrations) - {file.name for file in migration_files()}
    if unknown:
        says = (
            f"This backup was made by Showground {manifest.showground}, which is newer than this {__version__}: "
            f"{min(unknown)} is unknown here. Install that version and restore with it."
        )
        raise Invalid(says)
    for name, part in manifest.parts.items():
        if not re.fullmatch(r"[\w.-]+", name) or not (folder / name).is_file():
            raise Damaged(f"This backup is damaged: {name} is missing.")
        if part_of(folder / name) != part:
            raise Damaged(f"This backup is damaged: {name} is not the file that was written.")
    return manifest
