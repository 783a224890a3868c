"""How often children exit by themselves: now and then is repaired, again and again is given up."""

from __future__ import annotations

import time

from showground.kit.faults import Unavailable
from showground.logs import log

TOO_OFTEN = 5  # times within a minute
MINUTE = 60


class Exits:
    """Remembers when processes exited by themselves."""

    def __init__(self) -> None:
        self._at: list[float] = []

    def note(self, name: str) -> None:
        """Log that a process exited by itself and is started again.

        Raises:
            Unavailable: that happens too often.
        """
        log().error("a process exited by itself and is started again", name=name)
        now = time.monotonic()
        self._at = [at for at in self._at if now - at < MINUTE] + [now]
        if len(self._at) > TOO_OFTEN:
            says = f"Processes exited {len(self._at)} times within a minute, last {name}; giving up."
            raise Unavailable(says)
