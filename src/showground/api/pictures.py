"""Pictures over the API: the body of the request is the picture itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from showground.domains.events.managing import cover
from showground.domains.events.managing import service as managing
from showground.domains.events.managing.types import ManagedEvent
from showground.domains.organizations import logo
from showground.domains.organizations.types import Organization
from showground.domains.users import service as users
from showground.domains.users.pictures import service as pictures
from showground.domains.users.types import Me
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.tags import tagged
from showground.http.uploads import MOST_BYTES, body_of, take_in

PICTURE = allow(picture=True)


@put("/me/avatar", operation_id="SetAvatar", opt=PICTURE, request_max_body_size=MOST_BYTES)
async def set_avatar(desk: NamedDependency[Desk], request: Request[Any, Any, Any]) -> Me:
    """Show another picture of yourself, cut to a square. Everybody sees it, also of a private profile."""
    picture = await take_in(desk, await body_of(request), "avatar")
    async with desk.open() as tx:
        await pictures.set_avatar(tx, picture)
    async with desk.open(read_only=True) as tx:
        return await users.me(tx)


@delete("/me/avatar", operation_id="RemoveAvatar")
async def remove_avatar(desk: NamedDependency[Desk]) -> None:
    """Show no picture of yourself any more."""
    async with desk.open() as tx:
        await pictures.remove_avatar(tx)


@put("/organizations/{handle:str}/logo", operation_id="SetLogo", opt=PICTURE, request_max_body_size=MOST_BYTES)
async def set_logo(handle: FromPath[str], desk: NamedDependency[Desk], request: Request[Any, Any, Any]) -> Organization:
    """Show another logo of an organization, fitted into a square; for its admins."""
    async with desk.open(read_only=True) as tx:
        await logo.prove_admin(tx, handle, actor=desk.person)
    picture = await take_in(desk, await body_of(request), "logo")
    async with desk.open() as tx:
        return await logo.set_logo(tx, handle, picture, actor=desk.person)


@delete("/organizations/{handle:str}/logo", operation_id="RemoveLogo")
async def remove_logo(handle: FromPath[str], desk: NamedDependency[Desk]) -> None:
    """Show no logo of an organization any more; for its admins."""
    async with desk.open() as tx:
        await logo.remove_logo(tx, handle, actor=desk.person)


@put("/events/{event_id:uuid}/cover", operation_id="SetCover", opt=PICTURE, request_max_body_size=MOST_BYTES)
async def set_cover(
    event_id: FromPath[UUID], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> Response[ManagedEvent]:
    """Show another cover of an event; for its editors. `cover_focus` says what stays in sight where it is cut."""
    async with desk.open(read_only=True) as tx:
        await managing.edited(tx, event_id)
    picture = await take_in(desk, await body_of(request), "cover")
    async with desk.open() as tx:
        await cover.set_cover(tx, event_id, picture)
    async with desk.open(read_only=True) as tx:
        return tagged(await managing.managed(tx, event_id))


@delete("/events/{event_id:uuid}/cover", operation_id="RemoveCover")
async def remove_cover(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Show no cover of an event any more: it has its drawn art again."""
    async with desk.open() as tx:
        await cover.remove_cover(tx, event_id)


HANDLERS = [set_avatar, remove_avatar, set_logo, remove_logo, set_cover, remove_cover]
