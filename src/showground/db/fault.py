"""Named points at which a test may kill the process. Free when off: one comparison with None.

The names are found by reading the code for `fault.point("...")`, so a test can prove that it reached every one of them.
"""

from __future__ import annotations

import os
import signal

_ARMED = os.environ.get("SHOWGROUND_FAULT_POINT") or None


def point(name: str) -> None:
    """Kill this process here and now when the environment variable SHOWGROUND_FAULT_POINT names this point."""
    if _ARMED is not None and name == _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)
