"""Notifications over the API: what one was told, that it was read, and how much waits, live."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody
from litestar.response import ServerSentEvent
from msgspec import Meta

from showground.api.shapes import Cursor, Limit
from showground.domains.messaging.notices import service
from showground.domains.messaging.notices.types import Notification, Unread
from showground.http.counters import stream_of_person, unread_spoken
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.kit.paging import Page

LastId = Annotated[
    str | None, HeaderParameter(name="Last-Event-ID", description="The `id` of the last event that you have seen.")
]


class ReadIn(msgspec.Struct, forbid_unknown_fields=True):
    """What was read."""

    ids: Annotated[
        Annotated[list[UUID], Meta(max_length=200)] | None,
        Meta(
            description="Which; left out: everything that you were told.",
            examples=[["0198f2c4-5d1e-7c3a-9b7e-2f4a6c8e0d13"]],
        ),
    ] = None


@get("/me/notifications", operation_id="Notifications")
async def notifications(desk: NamedDependency[Desk], cursor: Cursor = None, limit: Limit = 50) -> Page[Notification]:
    """List what you were told, newest first."""
    async with desk.open(read_only=True) as tx:
        return await service.mine(tx, cursor=cursor, limit=limit)


@post("/me/notifications/read", operation_id="ReadNotifications", status_code=200)
async def read(desk: NamedDependency[Desk], data: JSONBody[ReadIn]) -> Unread:
    """Note that you have read some, or all. Answers with how many are left; counted to a hundred."""
    async with desk.open() as tx:
        return await service.read(tx, data.ids)


@get("/me/notifications/unread", operation_id="UnreadNotifications")
async def unread(desk: NamedDependency[Desk]) -> Unread:
    """Say how many you have not read; counted to a hundred."""
    async with desk.open(read_only=True) as tx:
        return await service.unread(tx)


@get("/me/notifications/live", operation_id="LiveNotifications", opt=allow(sends=Unread))
async def live(desk: NamedDependency[Desk], last_id: LastId = None) -> ServerSentEvent:
    """Send how many you have not read, at first and at every change."""
    return await stream_of_person(desk, unread_spoken, last_id=last_id)


HANDLERS: list[Any] = [notifications, read, unread, live]
