"""Children die with their parent, however it dies; the server's programs and folders are within its user's reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from showground.db.binaries import find_binaries
from showground.db.processes import Account, can_enter, end, spawn

STRANGER = Account("stranger", 54321, 54321)
ME = Account("me", os.geteuid(), os.getegid())
PARENT = textwrap.dedent("""
    import signal, sys, time
    from showground.db.processes import spawn
    child = spawn([sys.executable, "-c", "import time; time.sleep(600)"], own_session=True)
    print(child.pid, flush=True)
    time.sleep(600)
""")
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV], ids=lambda number: number.name)
def test_a_child_does_not_outlive_its_parent(death):
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(death)
    parent.communicate()
    assert psutil.wait_procs([child], timeout=10)[1] == []


def test_a_child_that_does_not_listen_is_killed(tmp_path):
    with (tmp_path / "log").open("wb") as log:
        child = spawn([sys.executable, "-c", STUBBORN], output=log)
    while "deaf" not in (tmp_path / "log").read_text():
        time.sleep(0.02)
    end(child, by=signal.SIGTERM, within_seconds=0.2, then=signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


def test_a_folder_is_closed_when_any_above_it_is(state):
    inner = state / "inner"
    inner.mkdir()
    assert can_enter(inner, STRANGER)
    inner.chmod(0o700)
    assert not can_enter(inner, STRANGER)
    assert can_enter(inner, ME)
    inner.chmod(0o711)
    state.chmod(0o700)
    assert not can_enter(inner, STRANGER)
    state.chmod(0o711)


def test_programs_out_of_reach_are_copied_once_per_version(state, monkeypatch):
    monkeypatch.setattr("showground.db.binaries.can_enter", lambda *_: False)
    programs = find_binaries(named=None, copies=state, account=ME)
    assert programs.is_relative_to(state)
    shown = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    made = programs.parent.parent.parent
    assert shown.split()[2] == made.name.removeprefix("postgres-").rpartition(".")[0] == "18.6"
    assert find_binaries(named=None, copies=state, account=ME) == programs
    assert list(state.iterdir()) == [made]
