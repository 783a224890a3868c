"""The whole stack as `showground up` starts it: seconds until it answers, and the memory of each kind of process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.machine import own_memory_mb, tree_of

AIM_MB = 350
KINDS = ("postgres", "answer", "worker", "serve", "up")
REST_SECONDS = 5


def measure_stack(port: int) -> list[tuple[str, float]]:
    """Start everything twice on an empty state folder; return what was measured, named, in seconds and MiB."""
    state = Path(tempfile.mkdtemp(prefix="showground-stack-"))
    state.chmod(0o711)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOWGROUND_")}
    environment |= {"SHOWGROUND_STATE_DIR": str(state), "SHOWGROUND_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    found: list[tuple[str, float]] = []
    try:
        for which in ("first start, s", "later start, s"):
            began = time.monotonic()
            command = [sys.executable, "-m", "showground", "up", "--no-demo"]
            process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
            while "Showground is at" not in (line := process.stdout.readline()):
                if not line:
                    raise RuntimeError("the platform did not come up")
            found.append((which, time.monotonic() - began))
            if which.startswith("later"):
                time.sleep(REST_SECONDS)
                found += memory_of(process.pid)
            process.send_signal(signal.SIGINT)
            process.wait(60)
    finally:
        shutil.rmtree(state)
    return found


def memory_of(root: int) -> list[tuple[str, float]]:
    """Return the memory of a running platform by kind of process, and of all together."""
    kinds = dict.fromkeys(KINDS, 0.0)
    for pid in tree_of(root):
        words = (Path("/proc") / str(pid) / "cmdline").read_bytes().decode().split("\0")
        kind = next((kind for kind in KINDS[1:] if kind in words), "postgres")
        kinds[kind] += own_memory_mb(pid)
    return [*((f"{kind}, MiB", value) for kind, value in kinds.items()), ("all, MiB", sum(kinds.values()))]
