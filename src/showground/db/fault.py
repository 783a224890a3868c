"""Named points at which a test may kill the process. Free when off: one comparison with None.

The names are found by reading the code for `fault.point("...")`, so a test can prove that it reached every one of them.
"""

from __future__ import annotations

import os
import signal

_ARMED, _, _NTH = os.environ.get("SHOWGROUND_FAULT_POINT", "").partition(":")
_passes_left = int(_NTH or 1)


def point(name: str) -> None:
    """Kill this process here and now when SHOWGROUND_FAULT_POINT names this point; `name:3` means the third pass."""
    if _ARMED and name == _ARMED:
        global _passes_left  # noqa: PLW0603 - a counter of the process
        _passes_left -= 1
        if _passes_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
