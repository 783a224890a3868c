"""Pages where pictures are chosen: one's own, an organization's logo, an event's cover. They work without scripts."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from showground.domains.events.managing import cover
from showground.domains.events.managing import service as managing
from showground.domains.events.managing.types import EventChange
from showground.domains.events.types import Focus
from showground.domains.organizations import logo
from showground.domains.users import service as users
from showground.domains.users.pictures import service as pictures
from showground.http.desk import Desk
from showground.http.uploads import FORM_BYTES, file_of, take_in
from showground.kit.faults import Fault, Kind
from showground.kit.words import gettext
from showground.web.console import workspace
from showground.web.owners import Owner, chosen_organization, owners_of
from showground.web.shell import go, show

OwnerKey = Annotated[str | None, QueryParameter(name="owner")]
FOCI: tuple[Focus, ...] = (
    *("top-left", "top", "top-right"),
    *("left", "center", "right"),
    *("bottom-left", "bottom", "bottom-right"),
)
WRONG_FILE = {Kind.INVALID, Kind.TOO_LARGE}


class FocusForm(msgspec.Struct):
    """What the page of a cover posts."""

    focus: Focus = "center"


@get("/me/avatar")
async def avatar_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show one's picture, and where to choose another."""
    return await _avatar(desk)


@post("/me/avatar", request_max_body_size=FORM_BYTES)
async def set_avatar(desk: NamedDependency[Desk], request: Request[Any, Any, Any]) -> Response[Any]:
    """Show another picture of oneself."""
    _ = desk.in_person
    try:
        picture = await take_in(desk, await file_of(request), "avatar")
    except Fault as fault:
        return await _avatar(desk, fault)
    async with desk.open() as tx:
        await pictures.set_avatar(tx, picture)
    return go(desk, "/me/avatar", notice=gettext("Your picture is changed."))


@post("/me/avatar/remove")
async def remove_avatar(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show no picture of oneself any more."""
    _ = desk.in_person
    async with desk.open() as tx:
        await pictures.remove_avatar(tx)
    return go(desk, "/me/avatar", notice=gettext("Your picture is gone."))


async def _avatar(desk: Desk, fault: Fault | None = None) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        me = await users.me(tx)
    return show(desk, "users/avatar.html", status_code=_status(fault), me=me, error=fault.sentence if fault else "")


@get("/console/logo")
async def logo_page(desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Show an organization's logo, and where to choose another."""
    return await _logo(desk, owner)


@post("/console/logo", request_max_body_size=FORM_BYTES)
async def set_logo(
    desk: NamedDependency[Desk], request: Request[Any, Any, Any], owner: OwnerKey = None
) -> Response[Any]:
    """Show another logo."""
    one = await _organization(desk, owner)
    async with desk.open(read_only=True) as tx:
        await logo.prove_admin(tx, one.key, actor=desk.in_person)
    try:
        picture = await take_in(desk, await file_of(request), "logo")
    except Fault as fault:
        return await _logo(desk, owner, fault)
    async with desk.open() as tx:
        await logo.set_logo(tx, one.key, picture, actor=desk.in_person)
    return go(desk, f"/console/logo?owner={one.key}", notice=gettext("The logo is changed."))


@post("/console/logo/remove")
async def remove_logo(desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Show no logo any more."""
    one = await _organization(desk, owner)
    async with desk.open() as tx:
        await logo.remove_logo(tx, one.key, actor=desk.in_person)
    return go(desk, f"/console/logo?owner={one.key}", notice=gettext("The logo is gone."))


async def _organization(desk: Desk, key: str | None) -> Owner:
    async with desk.open(read_only=True) as tx:
        return chosen_organization(await owners_of(desk, tx), key)


async def _logo(desk: Desk, key: str | None, fault: Fault | None = None) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        owners = await owners_of(desk, tx)
        one = chosen_organization(owners, key)
        organization = await logo.prove_admin(tx, one.key, actor=desk.in_person)
    return show(
        desk,
        "console/logo.html",
        status_code=_status(fault),
        owner=one,
        owners=owners,
        organization=organization,
        error=fault.sentence if fault else "",
    )


@get("/console/events/{event_id:uuid}/cover")
async def cover_page(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an event's cover as it will be cut, and where to choose another."""
    return await _cover(desk, event_id)


@post("/console/events/{event_id:uuid}/cover", request_max_body_size=FORM_BYTES)
async def set_cover(
    event_id: FromPath[UUID], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> Response[Any]:
    """Show another cover."""
    async with desk.open(read_only=True) as tx:
        await managing.edited(tx, event_id)
    try:
        picture = await take_in(desk, await file_of(request), "cover")
    except Fault as fault:
        return await _cover(desk, event_id, fault)
    async with desk.open() as tx:
        await cover.set_cover(tx, event_id, picture)
    return go(desk, f"/console/events/{event_id}/cover", notice=gettext("The cover is changed."))


@post("/console/events/{event_id:uuid}/cover/focus")
async def set_focus(
    event_id: FromPath[UUID], data: URLEncodedBody[FocusForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Say which part of the cover stays in sight where it is cut."""
    async with desk.open() as tx:
        await managing.edit_event(tx, event_id, EventChange(cover_focus=data.focus))
    return go(desk, f"/console/events/{event_id}/cover", notice=gettext("Saved."))


@post("/console/events/{event_id:uuid}/cover/remove")
async def remove_cover(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show no cover any more."""
    async with desk.open() as tx:
        await cover.remove_cover(tx, event_id)
    return go(
        desk, f"/console/events/{event_id}/cover", notice=gettext("The cover is gone; the event has its art again.")
    )


async def _cover(desk: Desk, event_id: UUID, fault: Fault | None = None) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        seat = await workspace(desk, tx, event_id, "offer")
        event = await managing.edited(tx, event_id)
    return show(
        desk,
        "console/cover.html",
        status_code=_status(fault),
        **seat.context,
        topic=event.topics[0] if event.topics else "",
        foci=FOCI,
        error=fault.sentence if fault else "",
    )


def _status(fault: Fault | None) -> int:
    """Return how a page answers that shows why a file was not taken.

    Raises:
        Fault: it was not the file's.
    """
    if fault is None:
        return 200
    if fault.kind not in WRONG_FILE:
        raise fault
    return 413 if fault.kind is Kind.TOO_LARGE else 422


HANDLERS = [
    *(avatar_page, set_avatar, remove_avatar),
    *(logo_page, set_logo, remove_logo),
    *(cover_page, set_cover, set_focus, remove_cover),
]
