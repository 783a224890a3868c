"""The pages of one's own account: profile, who asks to follow, sessions, API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.db.principal import Scope
from showground.domains.ref import store as ref
from showground.domains.users import following, service
from showground.domains.users.consenting import service as consenting
from showground.domains.users.identities import service as identities
from showground.domains.users.types import ApiKeyId, FollowId, ProfileEdit, SessionId
from showground.http import entering, vouching
from showground.http.desk import Desk
from showground.kit.faults import Fault
from showground.kit.words import gettext
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.domains.users.types import NewApiKey

SCOPES: tuple[Scope, ...] = ("read", "buy", "scan", "manage")


class ProfileForm(msgspec.Struct):
    """What the page posts; a box that is not ticked is not sent."""

    display_name: str = ""
    handle: str = ""
    bio: str = ""
    country_code: str = ""
    timezone: str = ""
    is_private: str = ""


class ConsentForm(msgspec.Struct):
    """What the page posts; a box that is not ticked is not sent."""

    analytics: str = ""


class KeyForm(msgspec.Struct):
    """What the page posts: one box per scope."""

    name: str = ""
    read: str = ""
    buy: str = ""
    scan: str = ""
    manage: str = ""


@get("/me")
async def me_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show one's settings, sessions and keys."""
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
    )
    try:
        async with desk.open() as tx:
            await service.edit_profile(tx, edit)
    except Fault as fault:
        values = {**msgspec.structs.asdict(data), "is_private": bool(data.is_private)}
        return await _page(desk, values=values, errors=errors_of(fault), status_code=422)
    return go(desk, "/me", notice=gettext("Saved."))


@post("/me/consents")
async def decide(data: URLEncodedBody[ConsentForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Keep what somebody agrees to, and what he takes back."""
    async with desk.open() as tx:
        await consenting.decide(tx, desk.in_person, "analytics", given=bool(data.analytics))
    return go(desk, "/me", notice="Saved.")


@post("/me/sessions/{session_id:uuid}/end")
async def end_session(session_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Sign a browser out; one's own goes home."""
    if desk.session_id == session_id:
        await entering.sign_out(desk)
        return go(desk, "/")
    async with desk.open() as tx:
        await service.end_session(tx, desk.in_person, SessionId(session_id))
    return go(desk, "/me", notice=gettext("That browser is signed out."))


@post("/me/keys")
async def create_key(data: URLEncodedBody[KeyForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Make an API key; its secret stands on the page that answers, once."""
    scopes = [scope for scope in SCOPES if getattr(data, scope)]
    try:
        async with desk.open() as tx:
            made = await service.create_api_key(tx, desk.in_person, name=data.name, scopes=scopes, lasts=None)
    except Fault as fault:
        key_values = {"name": data.name, "scopes": scopes}
        return await _page(desk, key_values=key_values, key_errors=errors_of(fault), status_code=422)
    return await _page(desk, made=made)


@post("/me/keys/{key_id:uuid}/end")
async def end_key(key_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Revoke an API key."""
    async with desk.open() as tx:
        await service.end_api_key(tx, desk.in_person, ApiKeyId(key_id))
    return go(desk, "/me", notice=gettext("The key is revoked."))


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
    key_values: dict[str, Any] | None = None,
    key_errors: dict[str, str] | None = None,
    made: NewApiKey | None = None,
    status_code: int = 200,
) -> Response[Any]:
    async with desk.open() as tx:
        me = await service.me(tx)
        countries = [(country.code, country.name) for country in await ref.countries(tx)]
        zones = [(zone.name, zone.name) for zone in await ref.timezones(tx) if zone.canonical]
        linked = await identities.identities(tx, desk.in_person)
        keys, requests = await service.api_keys(tx, desk.in_person), await following.requests(tx)
        sessions = await service.sessions(tx, desk.in_person, current=desk.session_id)
        consents = {one.purpose: one for one in await consenting.consents(tx, desk.in_person)}
    return show(
        desk,
        "users/me.html",
        status_code=status_code,
        me=me,
        values=values or msgspec.structs.asdict(me),
        errors=errors or {},
        countries=[("", ""), *countries],
        timezones=[("", ""), *zones],
        keys=keys,
        scopes=SCOPES,
        key_values=key_values or {"name": "", "scopes": ["read"]},
        key_errors=key_errors or {},
        made=made,
        sessions=sessions,
        requests=requests,
        identities=linked,
        providers=vouching.labels(desk),
        issuers=vouching.issuer_labels(desk),
        consents=consents,
    )


HANDLERS = [me_page, edit_profile, decide, end_session, create_key, end_key, accept_follow]
