"""Child processes that never outlive their parent, and the user a server runs as when root starts it."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING

import msgspec

from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

PR_SET_PDEATHSIG = 1


class Account(msgspec.Struct, frozen=True):
    """A system user by name and number."""

    name: str
    uid: int
    gid: int


def server_account(data: Path) -> Account | None:
    """Return the user that the server runs as, or None when that is ourselves.

    PostgreSQL refuses to run as root. The owner of an existing data folder stays; else the first of a few users.

    Raises:
        Unavailable: root starts us on a system without any of them.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        entry = pwd.getpwuid(data.stat().st_uid)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("showground", "postgres", "nobody"):
        if found := users.get(name):
            return Account(found.pw_name, found.pw_uid, found.pw_gid)
    says = "PostgreSQL does not run as root, and there is no user showground, postgres or nobody to run it as. Add one."
    raise Unavailable(says)


def can_enter(folder: Path, account: Account) -> bool:
    """Tell whether a user may enter a folder and all folders above it."""
    for place in (folder, *folder.parents):
        status = place.stat()
        if status.st_uid == account.uid:
            bit = 0o100
        elif status.st_gid == account.gid:
            bit = 0o010
        else:
            bit = 0o001
        if not status.st_mode & bit:
            return False
    return True


def die_with_parent(death_signal: signal.Signals) -> None:
    """Get `death_signal` when the process that started us dies; for children that another library starts."""
    bound_to_parent(os.getppid(), death_signal)()


def bound_to_parent(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child does before it becomes its program, so that it gets `death_signal` when `parent` dies."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:  # runs in the child between fork and exec, after the change of user, which clears the signal
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # the parent died before the line above
                os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def spawn(
    command: Sequence[str],
    *,
    death_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    own_session: bool = False,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    hand_over: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child that gets `death_signal` when this process dies, however it dies.

    Linux ties the signal to the thread that forks, so only the main thread may call this.

    Args:
        own_session: Out of the terminal's reach, so that Ctrl-C arrives here alone and the order of stopping is ours.
        output: Where both output streams go; ours when absent.
        hand_over: Numbers of open files that the child keeps under the same numbers.
    """
    if threading.current_thread() is not threading.main_thread():
        msg = "children are started from the main thread: the kernel would signal them when another thread ends"
        raise RuntimeError(msg)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=environment,
        start_new_session=own_session,
        pass_fds=hand_over,
        preexec_fn=bound_to_parent(os.getpid(), death_signal),  # noqa: PLW1509 - no other way to set the signal
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def end(process: subprocess.Popen[bytes], *, by: signal.Signals, within_seconds: float, then: signal.Signals) -> None:
    """End a child gently, and firmly when it does not follow in time."""
    if process.poll() is not None:
        return
    process.send_signal(by)
    try:
        process.wait(within_seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(then)
        process.wait()
