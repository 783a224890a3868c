"""The page of what one was told, and how much of it waits: a number in the header that moves by itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import ServerSentEvent

from showground.domains.messaging.notices import service
from showground.http.counters import stream_of_person, unread_spoken
from showground.http.desk import Desk
from showground.kit.words import gettext
from showground.web.shell import go, show
from showground.web.zone import zone_of

if TYPE_CHECKING:
    from showground.db.tx import Tx

SHOWN = 30
PATH = "/me/notifications"


class ReadForm(msgspec.Struct):
    """What the page posts: the newest that it showed, so that what came since stays unread."""

    until: datetime


@get(PATH)
async def page(desk: NamedDependency[Desk], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show what one was told, newest first."""
    async with desk.open(read_only=True) as tx:
        found = await service.mine(tx, cursor=cursor, limit=SHOWN)
        waiting = await service.unread(tx)
    zone = await zone_of(desk)
    return show(
        desk,
        "messaging/notifications.html",
        notifications=found.items,
        timezone=zone.key,
        unread=waiting.unread,
        until=found.items[0].created_at if found.items else None,
        more=f"{PATH}?cursor={found.next}" if found.next else None,
    )


@post(f"{PATH}/read")
async def read(data: URLEncodedBody[ReadForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Note that one has read what the page showed and all before it."""
    async with desk.open() as tx:
        await service.read(tx, until=data.until)
    return go(desk, PATH, notice=gettext("All read."))


@post(f"{PATH}/{{notification_id:uuid}}/open")
async def open_(notification_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Follow one up: it is read, and its page opens."""
    async with desk.open() as tx:
        found = await service.opened(tx, notification_id)
    return go(desk, found.target_path or PATH)


@get(f"{PATH}/live")
async def live(desk: NamedDependency[Desk], request: Request[Any, Any, Any]) -> ServerSentEvent:
    """Send how many wait, as it moves."""
    return await stream_of_person(desk, badge, last_id=request.headers.get("last-event-id"))


async def badge(tx: Tx) -> dict[str, object]:
    """Return the number as the header writes it: nothing when nothing waits."""
    unread = (await unread_spoken(tx))["unread"]
    return {"unread": "" if unread == 0 else "99+" if unread == 100 else str(unread)}


HANDLERS = [page, read, open_, live]
