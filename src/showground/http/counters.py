"""Live numbers as topics of the hub: an event's, for whoever runs it, and a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from litestar.response import ServerSentEvent

from showground.domains.messaging.notices import service as notices
from showground.http.desk import still_there
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
    return await _stream(desk, hub, event_id, lambda tx: ask(tx, event_id), last_id=last_id)


async def stream_of_person(
    desk: Desk, ask: Callable[[Tx], Awaitable[Mapping[str, object]]], *, last_id: str | None
) -> ServerSentEvent:
    """Answer with numbers of whoever listens as they move.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    return await _stream(desk, live_of(desk), desk.person, ask, last_id=last_id)


async def unread_spoken(tx: Tx) -> dict[str, int]:
    """Return how many notifications the listener has not read."""
    return msgspec.structs.asdict(await notices.unread(tx))


async def _stream(
    desk: Desk,
    hub: LiveHub,
    topic: UUID,
    ask: Callable[[Tx], Awaitable[Mapping[str, object]]],
    *,
    last_id: str | None,
) -> ServerSentEvent:
    async def read() -> Mapping[str, object]:
        if not await still_there(desk):
            raise Unauthenticated
        async with desk.open(read_only=True) as tx:
            return await ask(tx)

    await read()
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    stream = hub.follow(topic, read, last_id=last_id, asker=_asker_of(desk))
    return ServerSentEvent(stream, headers=headers)


def _asker_of(desk: Desk) -> tuple[object, ...]:
    """Return what makes two streams the same to us: who came with what, to which address, in which language."""
    request = desk.request
    names = desk.names
    cookies = (request.cookies.get(name) for name in (names.session, names.device, names.acting))
    return request.scope["path_template"], desk.principal, LANG.get(), request.headers.get("authorization"), *cookies
