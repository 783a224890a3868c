"""`showground up`: the whole platform as one group of processes that live and die together."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Self

from showground.cli.demo import first_time_demo
from showground.cli.house import environment_of, open_house
from showground.cli.prepare import prepare
from showground.db.processes import die_with_parent, end, spawn
from showground.kit.faults import Conflict, Unavailable
from showground.logs import configure_logs, log
from showground.settings import read_settings

if TYPE_CHECKING:
    from showground.cli.house import House
    from showground.settings import Settings

LOOK_SECONDS = 0.2
READY_SECONDS = 60
TOO_OFTEN = 5  # times a process may exit by itself in a minute before we give up


def up(*, demo: bool = True, scale: float = 0.1, with_parent: bool = False) -> None:
    """Start everything: PostgreSQL, schema, reference data, the first time a demo, then web and worker.

    Parameters
    ----------
    demo
        Fill an empty platform with the demo.
    scale
        Size of that demo; 1 is 20,000 people and 100,000 tickets.
    with_parent
        Stop when the process that started this one ends, however it ends.
    """
    if with_parent:
        die_with_parent(signal.SIGTERM)
    began, settings = time.monotonic(), read_settings()
    configure_logs(settings.log_format, level=settings.log_level, process="up")
    refuse_taken_port(settings)
    with open_house(settings, share=False) as house:
        prepared = asyncio.run(prepare(house))
        say(f"PostgreSQL {prepared.postgres} is up; schema {prepared}")
        logins = asyncio.run(first_time_demo(house, scale=scale, wanted=demo))
        with Group(house) as group:
            group.await_ready()
            say(f"\n  Showground is at  {settings.address}   (after {time.monotonic() - began:.1f} s; Ctrl-C stops it)")
            for login in logins:
                say(f"  sign in as        {login}")
            group.watch()


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def refuse_taken_port(settings: Settings) -> None:
    """Find out before anything is started that the address cannot be had.

    Raises:
        Conflict: another program listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            says = f"{settings.host}:{settings.port} cannot be used: {error.strerror}. Set SHOWGROUND_PORT to another."
            raise Conflict(says) from error


class Group:
    """Web and worker beside the database: what exits by itself is started again, what we end ends together."""

    COMMANDS = ("serve", "worker")

    def __init__(self, house: House) -> None:
        self._house = house
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._exits: list[float] = []

    def __enter__(self) -> Self:
        """Start web and worker."""
        for command in self.COMMANDS:
            self._start(command)
        return self

    def __exit__(self, *_: object) -> None:
        """Ask all to stop at once, then wait for each."""
        for number in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C must not leave somebody behind
            signal.signal(number, signal.SIG_IGN)
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self._children.values():
            patience = self._house.settings.stop_seconds + 2
            end(child, by=signal.SIGTERM, within_seconds=patience, then=signal.SIGKILL)
        say("\nstopped")

    def await_ready(self) -> None:
        """Wait until the web server answers that it is ready.

        Raises:
            Unavailable: a process ended, or it took too long.
        """
        settings = self._house.settings
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(f"http://{host}:{settings.port}/readyz"):
            for command, child in self._children.items():
                if child.poll() is not None:
                    says = f"The {command} process ended with code {child.returncode} at its start; see its last lines."
                    raise Unavailable(says)
            if time.monotonic() > deadline:
                says = f"The web server was not ready after {READY_SECONDS} seconds."
                raise Unavailable(says)
            time.sleep(0.05)

    def watch(self) -> None:
        """Keep everything running until Ctrl-C.

        Raises:
            Unavailable: something exits again and again.
        """
        try:
            while True:
                time.sleep(LOOK_SECONDS)
                self._revive()
        except KeyboardInterrupt:
            return

    def _revive(self) -> None:
        if self._house.server is not None and self._house.server.restart_if_gone():
            self._note_exit("PostgreSQL")
        for command, child in list(self._children.items()):
            if child.poll() is not None:
                self._note_exit(command)
                self._start(command)

    def _note_exit(self, name: str) -> None:
        log().error("a process exited by itself and is started again", name=name)
        now = time.monotonic()
        self._exits = [at for at in self._exits if now - at < 60] + [now]
        if len(self._exits) > TOO_OFTEN:
            says = f"Processes exited {len(self._exits)} times within a minute, last {name}; giving up."
            raise Unavailable(says)

    def _start(self, command: str) -> None:
        words = [sys.executable, "-m", "showground", command]
        self._children[command] = spawn(words, environment=environment_of(self._house.settings), own_session=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
