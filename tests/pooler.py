"""PgBouncer in transaction mode before one database, as many operators have it."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

CONFIG = """
[databases]
{name} = host=127.0.0.1 port={port} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 3
ignore_startup_parameters = {ignored}
max_client_conn = 200
logfile =
pidfile =
"""


@asynccontextmanager
async def open_pooler(server, site, *, ignored=""):
    """Run a pooler of three connections a login as long as the block runs: the URL through it, and its folder."""
    folder = Path(tempfile.mkdtemp(prefix="showground-pooler-"))
    bouncer, url = start(folder, server.address, site, ignored)
    try:
        await listening(url)
        yield url, folder
    finally:
        bouncer.terminate()
        bouncer.wait(10)
        shutil.rmtree(folder)


def pgbouncer():
    """Return the program.

    Raises:
        RuntimeError: it is not installed.
    """
    found = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        msg = "this test needs the system package pgbouncer: install it (`make programs` does) and run it again"
        raise RuntimeError(msg)
    return found


def start(folder, address, site, ignored):
    """Start a pooler for one database; return its process and the serving login's URL through it."""
    password = address.passwords["showground_app"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = probe.getsockname()[1]
    (folder / "users.txt").write_text(f'"showground_app" "{password}"\n')
    (folder / "pgbouncer.ini").write_text(
        CONFIG.format(name=site.name, port=address.port, listen=listen, folder=folder, ignored=ignored)
    )
    as_whom: dict[str, Any] = {}
    if os.geteuid() == 0:  # it refuses to run as root
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        as_whom = {"user": nobody.pw_uid, "group": nobody.pw_gid}
    bouncer = subprocess.Popen([pgbouncer(), str(folder / "pgbouncer.ini")], **as_whom)
    return bouncer, f"postgresql://showground_app:{password}@127.0.0.1:{listen}/{site.name}"


async def listening(url):
    """Return once the pooler takes connections."""
    async with asyncio.timeout(20):
        while True:
            try:
                await (await asyncpg.connect(url)).close()
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return
