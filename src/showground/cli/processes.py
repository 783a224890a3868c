"""The two kinds of processes of a running platform: `serve` answers HTTP, `worker` does everything else."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from showground.cli.house import environment_of, running_house
from showground.db.preflight import check_serving_login
from showground.kit.faults import Unavailable
from showground.logs import configure_logs
from showground.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from showground.settings import Settings


def serve() -> None:
    """Answer HTTP on SHOWGROUND_HOST and SHOWGROUND_PORT, with SHOWGROUND_HTTP_WORKERS processes."""
    settings = _ready("web")
    asyncio.run(_keep_demo_inside(settings))
    from showground.cli.serving import Serving

    with Serving(settings) as serving:
        serving.watch()


def reload() -> None:
    """Replace the running processes of this machine one by one, by the code that is installed now. No request fails.

    Raises:
        Unavailable: nothing runs here, or the new processes did not come up: then the old ones stay.
    """
    from showground.cli.serving import READY_SECONDS, serving_file, whose
    from showground.cli.up import group_file

    settings = read_settings()
    file = serving_file(settings)
    pid, before, _ = whose(file)
    with suppress(Unavailable):
        pid = whose(group_file(settings))[0]  # it passes the word on, and replaces the worker as well
    os.kill(pid, signal.SIGHUP)
    each = READY_SECONDS + settings.drain_seconds + settings.stop_seconds
    deadline = time.monotonic() + settings.http_workers * each
    while time.monotonic() < deadline:
        _, renewals, how = whose(file)
        if how == "failed":
            raise Unavailable("The new processes did not come up, so the old ones stay. Their log says why.")
        if renewals > before:
            print(f"{settings.http_workers} web process(es) replaced")
            return
        time.sleep(0.1)
    raise Unavailable("The processes were not replaced in time; see their log.")


def worker() -> None:
    """Relay facts to their reactions and run jobs, SHOWGROUND_WORKER_JOBS at a time."""
    settings = _ready("worker")
    from showground.database import open_database_of
    from showground.measures.tracing import close_tracing, open_tracing
    from showground.worker import run

    async def work() -> None:
        db = open_database_of(settings)
        try:
            await run(settings, db)
        finally:
            await db.close()

    open_tracing(settings.otlp_endpoint, process="worker")
    try:
        asyncio.run(work())
    finally:
        close_tracing()


async def _keep_demo_inside(settings: Settings) -> None:
    """Refuse to let the demo's public password in from outside this machine."""
    from showground.demo.logins import emails_present, logins_allowed, refuse_logins_outside

    if logins_allowed(settings.host):
        return
    from showground.database import open_database_of

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
