"""`showground serve`: holds the sockets, keeps a process on each, and replaces them one after the other when asked.

A socket is open as long as we are: a connection that waits in its queue is taken by the next process.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Self

from showground.cli.exits import Exits
from showground.db.processes import end, spawn
from showground.kit.faults import Conflict, Unavailable
from showground.logs import log

if TYPE_CHECKING:
    from pathlib import Path

    from showground.settings import Settings

LOOK_SECONDS = 0.1
READY_SECONDS = 60
BACKLOG = 1024


class Serving:
    """The web processes, one on each socket."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sockets: list[socket.socket] = []
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        self._leaving: list[subprocess.Popen[bytes]] = []
        self._exits, self._renewals, self._asked = Exits(), 0, False
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Bind, and start a process on each socket; whoever comes now waits for the first of them.

        Raises:
            Conflict: the address cannot be had.
        """
        refuse_taken_port(self._settings)
        self._sockets = [bound(self._settings) for _ in range(self._settings.http_workers)]
        self._file = claimed(serving_file(self._settings))
        self._tell()
        signal.signal(signal.SIGHUP, self._ask)
        for slot in range(len(self._sockets)):
            self._children[slot], ready = self._start(slot)
            os.close(ready)
        return self

    def __exit__(self, *_: object) -> None:
        """Ask every process to finish what it began, then wait for each."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        everyone = [*self._children.values(), *self._leaving]
        for child in everyone:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in everyone:
            self._end(child)
        for one in self._sockets:
            one.close()

    def watch(self) -> None:
        """Keep every socket served, and replace the processes when asked by SIGHUP, until Ctrl-C.

        Raises:
            Unavailable: processes exit again and again.
        """
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(LOOK_SECONDS)
                self._revive()
                if self._asked:
                    self._asked = False
                    self._renew()

    def _revive(self) -> None:
        for slot, child in list(self._children.items()):
            if child.poll() is not None:
                self._exits.note("web")
                self._children[slot], ready = self._start(slot)
                os.close(ready)

    def _ask(self, *_: object) -> None:
        self._asked = True

    def _renew(self) -> None:
        """Replace the processes one by one: the new one is ready before the old one leaves."""
        for slot, old in list(self._children.items()):
            new, ready = self._start(slot)
            self._leaving.append(new)  # whatever happens now, it is ended with us
            if not came_up(new, ready):
                log().error("the new process did not come up; the old ones stay", code=new.poll())
                self._end(new)
                self._leaving.remove(new)
                self._tell("failed")
                return
            self._children[slot] = new
            self._leaving[-1] = old
            with suppress(ProcessLookupError):
                old.send_signal(signal.SIGUSR1)
            time.sleep(self._settings.drain_seconds)
            self._end(old)
            self._leaving.remove(old)
        self._renewals += 1
        self._tell()
        log().info("all web processes are replaced", processes=len(self._children))

    def _start(self, slot: int) -> tuple[subprocess.Popen[bytes], int]:
        """Start a process on a socket; return it and the end of a pipe that says when it is ready."""
        ours, theirs = os.pipe()
        place = self._sockets[slot].fileno()
        words = [sys.executable, "-m", "showground", "answer", str(place), str(theirs)]
        try:
            return spawn(words, own_session=True, hand_over=(place, theirs)), ours
        finally:
            os.close(theirs)

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        patience = self._settings.stop_seconds
        end(child, by=signal.SIGTERM, within_seconds=patience, then=signal.SIGKILL)

    def _tell(self, how: str = "serves") -> None:
        """Write who we are and how often everything was replaced, for `showground reload`."""
        if self._file is not None:
            tell(self._file, self._renewals, how)


def bound(settings: Settings) -> socket.socket:
    """Return a listening socket; the kernel divides connections among all that listen on one address.

    Raises:
        Conflict: the address cannot be had.
    """
    one = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        one.bind((settings.host, settings.port))
    except OSError as error:
        one.close()
        says = f"{settings.host}:{settings.port} cannot be used: {error.strerror}. Set SHOWGROUND_PORT to another."
        raise Conflict(says) from error
    one.listen(BACKLOG)
    one.setblocking(False)
    return one


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


def came_up(child: subprocess.Popen[bytes], ready: int) -> bool:
    """Wait until a process says that it is ready; False when it ended or took too long."""
    deadline = time.monotonic() + READY_SECONDS
    try:
        while time.monotonic() < deadline and child.poll() is None:
            if select.select([ready], [], [], LOOK_SECONDS)[0]:
                return bool(os.read(ready, 1))
        return False
    finally:
        os.close(ready)


def serving_file(settings: Settings) -> Path:
    """Return the file in which whoever serves an address says who it is."""
    return settings.state_dir / f"serving-{settings.port}"


def claimed(file: Path) -> IO[str]:
    """Open and lock a file for as long as this process lives.

    Raises:
        Conflict: another process has it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    opened = file.open("r+")
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        opened.close()
        says = f"Another process serves with {file}. Stop it, or set SHOWGROUND_PORT or SHOWGROUND_STATE_DIR."
        raise Conflict(says) from error
    return opened


def tell(file: IO[str], renewals: int, how: str) -> None:
    """Write who we are, in one piece of one length: whoever reads meanwhile reads the old or the new."""
    file.seek(0)
    file.write(f"{os.getpid():>10} {renewals:>10} {how:>10}\n")
    file.flush()


def whose(file: Path) -> tuple[int, int, str]:
    """Return the process that holds a file, how often it replaced all, and how that went last.

    Raises:
        Unavailable: nobody does.
    """
    says = f"Nobody serves with {file}. Start it with `showground up` or `showground serve`."
    if not file.exists():
        raise Unavailable(says)
    with file.open() as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, renewals, how = opened.read().split()
            return int(pid), int(renewals), how
    raise Unavailable(says)
