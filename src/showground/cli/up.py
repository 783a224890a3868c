"""`showground up`: the whole platform as one group of processes that live and die together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Self

from showground.cli.exits import Exits
from showground.cli.house import environment_of, open_house
from showground.cli.serving import claimed, refuse_taken_port, tell
from showground.db.processes import die_with_parent, end, spawn
from showground.kit.faults import Unavailable
from showground.logs import configure_logs
from showground.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from showground.cli.house import House
    from showground.settings import Settings

LOOK_SECONDS = 0.2
READY_SECONDS = 60


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
        logins = prepared_elsewhere(house, demo=demo, scale=scale)
        with Group(house) as group:
            group.await_ready()
            say(f"\n  Showground is at  {settings.address}   (after {time.monotonic() - began:.1f} s; Ctrl-C stops it)")
            for login in logins:
                say(f"  sign in as        {login}")
            group.watch()


def prepared_elsewhere(house: House, *, demo: bool, scale: float) -> list[str]:
    """Have a process of its own migrate and load, and return how to sign in: we stay, and what it imports goes."""
    ours, theirs = os.pipe()
    words = ["prepare", str(theirs), "--scale", str(scale), "--demo" if demo else "--no-demo"]
    environment = environment_of(house.settings) | {"SHOWGROUND_OWNER_URL": house.owner_url}
    try:
        child = spawn([sys.executable, "-m", "showground", *words], environment=environment, hand_over=(theirs,))
    finally:
        os.close(theirs)
    try:
        with open(ours, encoding="utf-8") as told:  # noqa: PTH123 - a file number
            logins = told.read().splitlines()
        if code := child.wait():
            sys.exit(code)  # it has said why
    finally:
        end(child, by=signal.SIGTERM, within_seconds=READY_SECONDS, then=signal.SIGKILL)
    return logins


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def group_file(settings: Settings) -> Path:
    """Return the file in which whoever keeps the group says who he is."""
    return settings.state_dir / f"group-{settings.port}"


class Group:
    """Web and worker beside the database: what exits by itself is started again, what we end ends together."""

    COMMANDS = ("serve", "worker")

    def __init__(self, house: House) -> None:
        self._house = house
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._exits, self._asked = Exits(), False
        self._file = claimed(group_file(house.settings))
        tell(self._file, 0, "watches")

    def __enter__(self) -> Self:
        """Start web and worker; SIGHUP replaces both."""
        signal.signal(signal.SIGHUP, self._ask)
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
                if self._asked:
                    self._asked = False
                    self._renew()
        except KeyboardInterrupt:
            return

    def _revive(self) -> None:
        if self._house.server is not None and self._house.server.restart_if_gone():
            self._exits.note("PostgreSQL")
        for command, child in list(self._children.items()):
            if child.poll() is not None:
                self._exits.note(command)
                self._start(command)

    def _ask(self, *_: object) -> None:
        self._asked = True

    def _renew(self) -> None:
        """Have the web processes replaced by who serves, and replace the worker: two may work at once."""
        self._children["serve"].send_signal(signal.SIGHUP)
        old = self._children["worker"]
        self._start("worker")
        end(old, by=signal.SIGTERM, within_seconds=self._house.settings.stop_seconds + 2, then=signal.SIGKILL)

    def _start(self, command: str) -> None:
        words = [sys.executable, "-m", "showground", command]
        self._children[command] = spawn(words, environment=environment_of(self._house.settings), own_session=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
