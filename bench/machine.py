"""What the kernel says about processes: processor time and memory of a process and all that descend from it."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def tree_of(root: int) -> list[int]:
    """Return a process and its descendants."""
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        fields = _stat(place)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(place.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """Return the processor time a tree has used, ended children that were waited for included."""
    used = 0
    for pid in tree_of(root):
        fields = _stat(Path("/proc") / str(pid))
        if fields:
            used += sum(int(field) for field in fields[11:15])  # own and waited-for children's, user and system
    return used / TICKS


def memory_mb(root: int) -> float:
    """Return the memory of a tree, shared pages divided among those who share them."""
    return sum(own_memory_mb(pid) for pid in tree_of(root))


def own_memory_mb(pid: int) -> float:
    """Return the memory of one process, its part of shared pages included; 0 when it is gone."""
    try:
        text = (Path("/proc") / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def _stat(place: Path) -> list[str]:
    """Return the fields of /proc/PID/stat after the name, or nothing when the process is gone."""
    try:
        return (place / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
