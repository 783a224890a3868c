"""`showground answer`: one web process, on a socket that `showground serve` holds open. Nobody types this."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server.mp import MPServer

from showground.app import served_app

if TYPE_CHECKING:
    from litestar import Litestar

BACKLOG = 1024
MOST_FILES = 65_536


class Answering(MPServer):
    """Granian in this very process. It would start processes and bind sockets of its own; both are done already."""

    def run_on(self, place: int, app: Litestar) -> None:
        """Answer on an open socket until SIGTERM."""
        holder: Any = SocketHolder  # its types know one argument; the others: no path in the file system, the queue
        self._ssp, self._sso, self._shd = None, None, holder(place, False, BACKLOG)
        worker = self._spawn_worker(idx=0, target=self._spawn_asgi_lifespan_worker, callback_loader=lambda: app)
        worker.inner.run()


def answer(place: int, ready: int) -> None:
    """Answer HTTP on an open socket.

    Parameters
    ----------
    place
        File number of the listening socket.
    ready
        File number of the pipe that hears when we are ready.
    """
    allow_many_connections()
    app = served_app()

    def say_ready() -> None:
        with suppress(BrokenPipeError):  # nobody waits for it at the first start
            os.write(ready, b"1")
        os.close(ready)

    app.on_startup.append(say_ready)
    server = Answering(
        "",
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        runtime_mode=RuntimeModes.mt,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=MOST_FILES,  # a stream is a request under way: by default 1,024 of them stop all else
        log_level=LogLevels.warning,
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
    )
    server.run_on(place, app)


def allow_many_connections() -> None:
    """Take as many open files as the system lets us have: each stream of live numbers is one, and shells give 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
