"""People over the API: accounts, profile, sessions, API keys, follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from showground.api.shapes import Cursor
from showground.db.principal import Scope
from showground.domains.users import following, service
from showground.domains.users.errors import CodeNeeded
from showground.domains.users.types import (
    ApiKeyId,
    ApiKeyRow,
    Follow,
    FollowId,
    FollowRequest,
    FollowTarget,
    Me,
    NewApiKey,
    ProfileEdit,
    PublicPerson,
    Session,
    SessionId,
    SignUp,
)
from showground.http import entering
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.idempotency import once
from showground.kit.paging import Page

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Items of a page.")]


class SignInIn(msgspec.Struct, forbid_unknown_fields=True):
    """Who wants in."""

    email: Annotated[str, Meta(examples=["mara@example.org"])]
    password: Annotated[str, Meta(examples=["a lantern for every tent"])]
    code: Annotated[str, Meta(description="Of the authenticator app, or a recovery code, where there is one.")] = ""


class ApiKeyIn(msgspec.Struct, forbid_unknown_fields=True):
    """A key to make."""

    name: Annotated[str, Meta(examples=["box office"])]
    scopes: Annotated[list[Scope], Meta(min_length=1, examples=[["read", "scan"]])]
    days: Annotated[int, Meta(ge=1, le=3650, description="Until it expires; without: until revoked.")] | None = None


class FollowIn(msgspec.Struct, forbid_unknown_fields=True):
    """What to follow."""

    target_type: FollowTarget
    target_id: Annotated[UUID, Meta(examples=["0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f"])]


@post("/accounts", operation_id="SignUp", status_code=201, opt=allow(public=True))
async def sign_up(data: JSONBody[SignUp], desk: NamedDependency[Desk]) -> Me:
    """Make an account and sign in to it; the session comes as a cookie."""
    await entering.sign_up(desk, data)
    return await _me(desk)


@post("/sessions", operation_id="SignIn", status_code=201, opt=allow(public=True))
async def sign_in(data: JSONBody[SignInIn], desk: NamedDependency[Desk]) -> Me:
    """Sign in; the session comes as a cookie. With a second step, send its code along."""
    if not await entering.sign_in(desk, email=data.email, password=data.password, code=data.code):
        raise CodeNeeded
    return await _me(desk)


@delete("/sessions/current", operation_id="SignOut", opt=allow(in_person=True))
async def sign_out(desk: NamedDependency[Desk]) -> None:
    """Sign this browser out."""
    await entering.sign_out(desk)


@get("/sessions", operation_id="Sessions", opt=allow(in_person=True))
async def sessions(desk: NamedDependency[Desk]) -> list[Session]:
    """List where you are signed in."""
    async with desk.open() as tx:
        return await service.sessions(tx, desk.person, current=desk.session_id)


@delete("/sessions/{session_id:uuid}", operation_id="EndSession", opt=allow(in_person=True))
async def end_session(session_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Sign another browser out."""
    async with desk.open() as tx:
        await service.end_session(tx, desk.person, SessionId(session_id))


@get("/me", operation_id="Me")
async def me(desk: NamedDependency[Desk]) -> Me:
    """Show yourself, contact included."""
    return await _me(desk)


@patch("/me", operation_id="EditProfile")
async def edit_profile(data: JSONBody[ProfileEdit], desk: NamedDependency[Desk]) -> Me:
    """Change your profile; what you leave out stays."""
    async with desk.open() as tx:
        return await service.edit_profile(tx, data)


@get("/people/{handle:str}", operation_id="Person", opt=allow(public=True))
async def person(handle: FromPath[str], desk: NamedDependency[Desk]) -> PublicPerson:
    """Show a person; a private one shows name and picture only, except to followers."""
    async with desk.open() as tx:
        return await service.public_person(tx, handle, viewer=desk.person_or_none)


@get("/api-keys", operation_id="ApiKeys", opt=allow(in_person=True))
async def api_keys(desk: NamedDependency[Desk]) -> list[ApiKeyRow]:
    """List your API keys, without their secrets."""
    async with desk.open() as tx:
        return await service.api_keys(tx, desk.person)


@post("/api-keys", operation_id="CreateApiKey", status_code=201, opt=allow(in_person=True))
async def create_api_key(data: JSONBody[ApiKeyIn], desk: NamedDependency[Desk]) -> NewApiKey:
    """Make an API key. The secret stands in this answer only, which is why it takes no Idempotency-Key."""
    lasts = timedelta(days=data.days) if data.days else None
    async with desk.open() as tx:
        await entering.require_fresh(desk, tx)
        return await service.create_api_key(tx, desk.person, name=data.name, scopes=data.scopes, lasts=lasts)


@delete("/api-keys/{key_id:uuid}", operation_id="EndApiKey", opt=allow(in_person=True))
async def end_api_key(key_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Revoke an API key at once."""
    async with desk.open() as tx:
        await service.end_api_key(tx, desk.person, ApiKeyId(key_id))


@get("/follows", operation_id="Follows")
async def follows(desk: NamedDependency[Desk], cursor: Cursor = None, limit: Limit = 50) -> Page[Follow]:
    """List whom and what you follow, newest first."""
    async with desk.open() as tx:
        return await following.follows(tx, cursor=cursor, limit=limit)


@post("/follows", operation_id="Follow", status_code=201, opt=allow(keyed=True))
async def follow(
    data: JSONBody[FollowIn], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> Response[Follow]:
    """Follow a person, an organization or an event. Private people are asked first: the follow is pending."""
    return await once(request, desk, lambda tx: following.follow(tx, data.target_type, data.target_id))


@delete("/follows/{follow_id:uuid}", operation_id="EndFollow")
async def end_follow(follow_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Stop following, or turn away somebody who follows you or asks to."""
    async with desk.open() as tx:
        await following.end_follow(tx, FollowId(follow_id))


@get("/follow-requests", operation_id="FollowRequests")
async def follow_requests(desk: NamedDependency[Desk]) -> list[FollowRequest]:
    """List who asks to follow you."""
    async with desk.open() as tx:
        return await following.requests(tx)


@post("/follow-requests/{follow_id:uuid}/accept", operation_id="AcceptFollow", status_code=204)
async def accept_follow(follow_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Let somebody who asked follow you."""
    async with desk.open() as tx:
        await following.accept(tx, FollowId(follow_id))


async def _me(desk: Desk) -> Me:
    async with desk.open() as tx:
        return await service.me(tx)


HANDLERS = [
    sign_up,
    sign_in,
    sign_out,
    sessions,
    end_session,
    me,
    edit_profile,
    person,
    api_keys,
    create_api_key,
    end_api_key,
    follows,
    follow,
    end_follow,
    follow_requests,
    accept_follow,
]
