"""The page of one's own profile, and who asks to follow. Signing in and what it rests on stand in `security`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.ref import store as ref
from showground.domains.users import following, service
from showground.domains.users.types import FollowId, ProfileEdit
from showground.http.desk import Desk
from showground.http.entering import keep_language
from showground.kit.faults import Fault
from showground.kit.words import gettext
from showground.web import labels
from showground.web.shell import errors_of, go, show


class ProfileForm(msgspec.Struct):
    """What the page posts; a box that is not ticked is not sent."""

    display_name: str = ""
    handle: str = ""
    bio: str = ""
    country_code: str = ""
    timezone: str = ""
    is_private: str = ""
    language: str = ""


@get("/me")
async def me_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show one's profile."""
    return await _page(desk)


@post("/me")
async def edit_profile(data: URLEncodedBody[ProfileForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Save the profile."""
    edit = ProfileEdit(
        display_name=data.display_name,
        handle=data.handle,
        bio=data.bio,
        country_code=data.country_code or None,
        timezone=data.timezone or None,
        is_private=bool(data.is_private),
        language=data.language or None,
    )
    try:
        async with desk.open() as tx:
            await service.edit_profile(tx, edit)
    except Fault as fault:
        values = {**msgspec.structs.asdict(data), "is_private": bool(data.is_private)}
        return await _page(desk, values=values, errors=errors_of(fault), status_code=422)
    if data.language:
        keep_language(desk, data.language)
    return go(desk, "/me", notice=gettext("Saved."))


@post("/me/requests/{follow_id:uuid}/accept")
async def accept_follow(follow_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Let somebody follow."""
    async with desk.open() as tx:
        await following.accept(tx, FollowId(follow_id))
    return go(desk, "/me")


async def _page(
    desk: Desk,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    async with desk.open() as tx:
        me = await service.me(tx)
        countries = await labels.countries(tx)
        zones = [(zone.name, zone.name) for zone in await ref.timezones(tx) if zone.canonical]
        requests = await following.requests(tx)
    return show(
        desk,
        "users/me.html",
        status_code=status_code,
        me=me,
        values=values or msgspec.structs.asdict(me),
        errors=errors or {},
        countries=[("", ""), *countries],
        timezones=[("", ""), *zones],
        requests=requests,
    )


HANDLERS = [me_page, edit_profile, accept_follow]
