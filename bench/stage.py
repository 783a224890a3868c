"""The stage of a run: a durable embedded server with the benchmark's world, and the platform served on it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from showground.cli.prepare import load_reference_data
from showground.database import open_database
from showground.db.binaries import find_binaries
from showground.db.cluster import connected
from showground.db.migrate import migrate
from showground.db.processes import server_account
from showground.db.server import Plan, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
SERVER = {"shared_buffers": "256MB", "max_wal_size": "4GB", "autovacuum_naptime": "30s"}
READY_SECONDS = 60


class Stage(msgspec.Struct, frozen=True):
    """Where the database is and how to reach it."""

    state: Path
    server: Server
    bin_dir: Path

    def url(self, login: str) -> str:
        """Return the connection URL of a login."""
        return self.server.address.url(login)


@contextmanager
def set_stage() -> Iterator[Stage]:
    """Start a server of the run's own, with fsync on, and build the world in it."""
    state = Path(tempfile.mkdtemp(prefix="showground-bench-"))
    state.chmod(0o711)
    try:
        with Server(Plan(state, settings=SERVER)) as server:
            account = server_account(server.plan.data)
            bin_dir = find_binaries(named=None, copies=state / "programs", account=account)
            stage = Stage(state, server, bin_dir)
            build(stage)
            yield stage
    finally:
        shutil.rmtree(state)


def build(stage: Stage) -> None:
    """Migrate, load the reference data and the world."""
    asyncio.run(migrate(stage.url("showground_owner")))
    asyncio.run(_reference(stage.url("showground_app")))
    with connected(stage.url("postgres")) as connection:
        for name in ("world.sql", "gates.sql"):
            connection.execute((HERE / name).read_text())
        connection.execute("checkpoint")


async def _reference(url: str) -> None:
    db = open_database(url)
    await load_reference_data(db)
    await db.close()


class Platform(msgspec.Struct, frozen=True):
    """The served platform."""

    port: int
    pid: int


@contextmanager
def served(stage: Stage, *, workers: int) -> Iterator[Platform]:
    """Serve the real application as `showground serve` does, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOWGROUND_")}
    environment |= {
        "DATABASE_URL": stage.url("showground_app"),
        "SHOWGROUND_STATE_DIR": str(stage.state / "platform"),
        "SHOWGROUND_PORT": str(port),
        "SHOWGROUND_HTTP_WORKERS": str(workers),
        "SHOWGROUND_LOG_LEVEL": "error",
        "SHOWGROUND_MOST_HOLDS": "100000000",  # one machine plays every buyer
        "SHOWGROUND_TRUSTED_PROXIES": "1",  # and comes from as many addresses as it says
    }
    process = subprocess.Popen([sys.executable, "-m", "showground", "serve"], env=environment)
    try:
        _await_ready(port, process)
        yield Platform(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _await_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the platform ended with code {process.returncode} at its start")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the platform was not ready in time")
