"""The order in which the schema's files apply."""

from __future__ import annotations

import os
import subprocess
import sys

SHOWN = (
    "from showground.db import layout; print(*(f.name for f in (*layout.definition_files(), *layout.surface_files())))"
)


def test_the_order_is_the_same_in_every_process():
    orders = set()
    for seed in range(8):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        command = [sys.executable, "-c", SHOWN]
        orders.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(orders) == 1
