"""The live numbers of an event, for whoever runs it: a topic of the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar.response import ServerSentEvent

from showground.kit.faults import Unauthenticated
from showground.kit.words import LANG

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.http.desk import Desk
    from showground.http.live import LiveHub


def live_of(desk: Desk) -> LiveHub:
    """Return this process's hub."""
    hub: LiveHub = desk.request.app.state.live
    return hub


async def stream_of_event(
    desk: Desk,
    hub: LiveHub,
    event_id: UUID,
    ask: Callable[[Tx, UUID], Awaitable[Mapping[str, object]]],
    *,
    last_id: str | None,
) -> ServerSentEvent:
    """Answer with the numbers of an event as they move.

    Args:
        ask: Asks for them as the listener, and proves his right: before the stream begins, and again for each number.

    Raises:
        Unknown, Refused: the event is not his to run.
    """

    async def read() -> Mapping[str, object]:
        await _still_signed_in(desk)
        async with desk.open(read_only=True) as tx:
            return await ask(tx, event_id)

    await read()
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    stream = hub.follow(event_id, read, last_id=last_id, asker=_asker_of(desk))
    return ServerSentEvent(stream, headers=headers)


def _asker_of(desk: Desk) -> tuple[object, ...]:
    """Return what makes two streams the same to us: who came with what, to which address, in which language."""
    request = desk.request
    credentials = request.cookies.get(desk.names.session), request.headers.get("authorization")
    return request.scope["path_template"], LANG.get(), *credentials


async def _still_signed_in(desk: Desk) -> None:
    """Prove that the session with which the stream began has not ended."""
    token = desk.request.cookies.get(desk.names.session)
    if desk.viewer is not None and (token is None or await desk.identities.person_of_session(token) is None):
        raise Unauthenticated
