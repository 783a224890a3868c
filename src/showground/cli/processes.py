"""The two kinds of processes of a running platform: `serve` answers HTTP, `worker` does everything else."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from showground.cli.house import environment_of, running_house
from showground.db.preflight import check_serving_login
from showground.logs import configure_logs
from showground.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from showground.settings import Settings


def serve() -> None:
    """Answer HTTP on SHOWGROUND_HOST and SHOWGROUND_PORT, with SHOWGROUND_HTTP_WORKERS processes."""
    settings = _ready("web")
    asyncio.run(_keep_demo_inside(settings))
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    granian = Granian(
        "showground.app:served_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.http_workers,
        workers_kill_timeout=settings.stop_seconds,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
    )
    granian.serve()


def worker() -> None:
    """Relay facts to their reactions and run jobs, SHOWGROUND_WORKER_JOBS at a time."""
    settings = _ready("worker")
    from showground.app import open_database_of
    from showground.worker import run

    async def work() -> None:
        db = open_database_of(settings)
        try:
            await run(settings, db)
        finally:
            await db.close()

    asyncio.run(work())


async def _keep_demo_inside(settings: Settings) -> None:
    """Refuse to let the demo's public password in from outside this machine."""
    from showground.demo.logins import emails_present, logins_allowed, refuse_logins_outside

    if logins_allowed(settings.host):
        return
    from showground.app import open_database_of

    db = open_database_of(settings)
    try:
        refuse_logins_outside(settings.host, await emails_present(db))
    finally:
        await db.close()


def measure_in(folder: Path) -> None:
    """Have this process and its children count in a folder that `/metrics` reads; before anything is counted."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob(f"gauge_*_{os.getpid()}.db"):  # of an earlier process with our number
        with suppress(FileNotFoundError):
            old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _ready(process: str) -> Settings:
    """Read the settings of a process that needs a database beside it."""
    settings = read_settings()
    configure_logs(settings.log_format, level=settings.log_level, process=process)
    named = running_house(settings).settings
    os.environ.update(environment_of(named))  # the web server's processes read it there
    measure_in(named.state_dir / "metrics")
    asyncio.run(check_serving_login(named.database_url))
    return named
