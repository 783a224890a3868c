"""The numbers of several processes: each writes its own files into one folder, `/metrics` adds them up.

What ended processes counted is folded into files of nobody's, so that sums never fall and files do not pile up.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from showground.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client.registry import Collector

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it when it is imported
NOBODY = 0


def exposition(more: Iterable[Collector] = ()) -> bytes:
    """Return everything measured, of all processes that share our folder, in the Prometheus text format."""
    others = CollectorRegistry(auto_describe=True)
    for collector in more:
        others.register(collector)
    folder = os.environ.get(VARIABLE)
    own = _of_all(Path(folder)) if folder else generate_latest(REGISTRY)
    return own + generate_latest(others)


def _of_all(folder: Path) -> bytes:
    registry = CollectorRegistry()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fold_dead(folder)
        MultiProcessCollector(registry, path=str(folder))
        return generate_latest(registry)


def fold_dead(folder: Path) -> None:
    """Add what ended processes counted to nobody's files, and forget what they held. The caller has the lock."""
    for file in sorted(folder.glob("*.db")):
        kind, _, owner = file.stem.rpartition("_")
        if int(owner) != NOBODY and not _lives(int(owner)):
            if kind in {"counter", "histogram"}:
                _add(file, folder / f"{kind}_{NOBODY}.db")
            file.unlink()


def _add(file: Path, into: Path) -> None:
    whole = MmapedDict(str(into))
    try:
        for key, value, at, _ in MmapedDict.read_all_values_from_file(str(file)):
            whole.write_value(key, whole.read_value(key)[0] + value, at)
    finally:
        whole.close()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
