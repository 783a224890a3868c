"""Platforms of real processes, as operators run them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

SECONDS = 120


class Platform:
    """`showground serve` on a database: its address, its process, its log, and the other commands beside it."""

    def __init__(self, folder, url, **settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address, self.log = f"http://127.0.0.1:{self.port}", folder / "platform.log"
        self.state = folder / "state"
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "SHOWGROUND_PORT": str(self.port),
            "SHOWGROUND_STATE_DIR": str(self.state),
            "SHOWGROUND_LOG_FORMAT": "json",
            **settings,
        }

    @contextmanager
    def serving(self):
        """Serve until the block ends; then it stops by itself and well."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "showground", "serve"], env=self.environment, stdout=log, stderr=log
            )
        try:
            self.await_ready()
            yield self
            self.process.terminate()
            assert self.process.wait(SECONDS) == 0
        finally:
            self.process.kill()
            self.process.wait()

    def await_ready(self):
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        pytest.fail("the server did not come up")

    def start(self, *words):
        """Start a command of the same installation."""
        command = [sys.executable, "-m", "showground", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def platform_on(tmp_path):
    """Make a platform on a database: `platform_on(url, SHOWGROUND_...="...")`."""
    return lambda url, **settings: Platform(tmp_path, url, **settings)
