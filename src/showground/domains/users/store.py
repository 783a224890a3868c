"""Every question put to the tables of people. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.users.types import (
    ApiKeyRow,
    Credentials,
    Follow,
    FollowRequest,
    KeyOwner,
    Me,
    PublicPerson,
    Reach,
    Session,
    SessionViewer,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta
    from uuid import UUID

    from showground.db.tx import Database, Tx
    from showground.domains.users.types import ApiKeyId, FollowId, FollowTarget, SessionId, UserId

SQL = named(__name__)


async def people_of_sessions(db: Database, token_hashes: Sequence[bytes]) -> list[SessionViewer]:
    """Return whom session tokens stand for, those that stand for somebody."""
    return await db.call(SQL["people_of_sessions"], SessionViewer, token_hashes=token_hashes)


async def owners_of_keys(db: Database, secret_hashes: Sequence[bytes]) -> list[KeyOwner]:
    """Return whom API keys act for, those that work."""
    return await db.call(SQL["owners_of_keys"], KeyOwner, secret_hashes=secret_hashes)


async def add_profile(tx: Tx, *, user_id: UserId, handle: str, display_name: str) -> bool:
    """Add a person; return whether the handle was free."""
    return await tx.run(SQL["add_profile"], user_id=user_id, handle=handle, display_name=display_name) == 1


async def add_contact(tx: Tx, *, user_id: UserId, email: str, language: str | None) -> None:
    """Add a person's e-mail address."""
    await tx.run(SQL["add_contact"], user_id=user_id, email=email, language=language)


async def set_language(tx: Tx, *, user_id: UserId, language: str | None) -> None:
    """Keep what pages and letters speak to a person."""
    await tx.run(SQL["set_language"], user_id=user_id, language=language)


async def add_account(tx: Tx, *, user_id: UserId, password_hash: str | None) -> None:
    """Let a person in."""
    await tx.run(SQL["add_account"], user_id=user_id, password_hash=password_hash)


async def credentials_of_email(tx: Tx, email: str) -> Credentials | None:
    """Return the account behind an address."""
    return await tx.maybe(SQL["credentials_of_email"], Credentials, email=email)


async def set_password_hash(tx: Tx, *, user_id: UserId, password_hash: str) -> None:
    """Store another hash."""
    await tx.run(SQL["set_password_hash"], user_id=user_id, password_hash=password_hash)


async def ways_in(tx: Tx, user_id: UserId) -> int:
    """Return in how many ways a person can sign in; nobody takes one away meanwhile."""
    await tx.run(SQL["lock_account"], user_id=user_id)
    count: int | None = await tx.value(SQL["ways_in"], user_id=user_id)
    return count or 0


async def set_operator(tx: Tx, *, user_id: UserId, is_operator: bool) -> None:
    """Say whether a person runs the platform."""
    await tx.run(SQL["set_operator"], user_id=user_id, is_operator=is_operator)


async def person_of_email(tx: Tx, email: str) -> UserId | None:
    """Return who has an address; the service's business only."""
    found: UserId | None = await tx.value(SQL["person_of_email"], email=email)
    return found


async def reach_of_account(tx: Tx, user_id: UserId) -> Reach | None:
    """Return how an open account is written to; the service's business only."""
    return await tx.maybe(SQL["reach_of_account"], Reach, user_id=user_id)


async def add_session(
    tx: Tx, *, session_id: SessionId, user_id: UserId, token_hash: bytes, user_agent: str, lasts: timedelta
) -> str | None:
    """Open a session; return the language of its person."""
    language: str | None = await tx.value(
        SQL["add_session"], id=session_id, user_id=user_id, token_hash=token_hash, user_agent=user_agent, lasts=lasts
    )
    return language


async def renew_session(tx: Tx, *, session_id: SessionId, lasts: timedelta) -> None:
    """Let a session last anew."""
    await tx.run(SQL["renew_session"], id=session_id, lasts=lasts)


async def end_session(tx: Tx, *, session_id: SessionId, user_id: UserId) -> bool:
    """Revoke a session of a person; return whether there was one."""
    return await tx.run(SQL["end_session"], id=session_id, user_id=user_id) == 1


async def sessions_of_person(tx: Tx, *, user_id: UserId, current: SessionId | None) -> list[Session]:
    """Return where a person is signed in, newest first."""
    return await tx.all(SQL["sessions_of_person"], Session, user_id=user_id, current=current)


async def me(tx: Tx) -> Me:
    """Return the caller."""
    return await tx.one(SQL["me"], Me)


async def edit_profile(tx: Tx, person: Me) -> None:
    """Write what the caller may change about himself."""
    await tx.run(
        SQL["edit_profile"],
        handle=person.handle,
        display_name=person.display_name,
        bio=person.bio,
        country_code=person.country_code,
        timezone=person.timezone,
        is_private=person.is_private,
    )


async def person_by_handle(tx: Tx, handle: str) -> PublicPerson:
    """Return a person, whom nobody is yet said to follow."""
    return await tx.one(SQL["person_by_handle"], PublicPerson, handle=handle)


async def user_id_of_handle(tx: Tx, handle: str) -> UserId | None:
    """Return who has a handle."""
    found: UserId | None = await tx.value(SQL["user_id_of_handle"], handle=handle)
    return found


async def followers_count(tx: Tx, *, target_type: FollowTarget, target_id: UUID) -> int:
    """Return how many follow something; only the service sees them all."""
    count: int = await tx.value(SQL["followers_count"], target_type=target_type, target_id=target_id)
    return count


async def add_api_key(
    tx: Tx,
    *,
    key_id: ApiKeyId,
    user_id: UserId,
    name: str,
    scopes: Sequence[str],
    secret_hash: bytes,
    lasts: timedelta | None,
) -> ApiKeyRow:
    """Add an API key."""
    return await tx.one(
        SQL["add_api_key"],
        ApiKeyRow,
        id=key_id,
        user_id=user_id,
        name=name,
        scopes=list(scopes),
        secret_hash=secret_hash,
        lasts=lasts,
    )


async def api_keys_of_person(tx: Tx, user_id: UserId) -> list[ApiKeyRow]:
    """Return the keys that work, newest first."""
    return await tx.all(SQL["api_keys_of_person"], ApiKeyRow, user_id=user_id)


async def end_api_key(tx: Tx, *, key_id: ApiKeyId, user_id: UserId) -> bool:
    """Revoke a key of a person; return whether there was one."""
    return await tx.run(SQL["end_api_key"], id=key_id, user_id=user_id) == 1


async def add_follow(tx: Tx, *, follow_id: FollowId, target_type: FollowTarget, target_id: UUID) -> None:
    """Let the caller follow something, or ask to."""
    await tx.run(SQL["add_follow"], id=follow_id, target_type=target_type, target_id=target_id)


async def person_exists(tx: Tx, user_id: UUID) -> bool:
    """Return whether there is such a person to see."""
    found: bool = await tx.value(SQL["person_exists"], user_id=user_id)
    return found


async def follow_of_target(tx: Tx, *, target_type: FollowTarget, target_id: UUID) -> Follow | None:
    """Return the caller's follow of something."""
    return await tx.maybe(SQL["follow_of_target"], Follow, target_type=target_type, target_id=target_id)


async def follows_of_caller(tx: Tx, *, before: datetime, before_id: UUID, limit: int) -> list[Follow]:
    """Return what the caller follows, newest first, keyset paged."""
    return await tx.all(SQL["follows_of_caller"], Follow, before=before, before_id=before_id, limit=limit)


async def requests_to_caller(tx: Tx) -> list[FollowRequest]:
    """Return who asks to follow the caller, oldest first."""
    return await tx.all(SQL["requests_to_caller"], FollowRequest)


async def accept_follow(tx: Tx, follow_id: FollowId) -> bool:
    """Let somebody follow the caller; return whether he had asked."""
    return await tx.run(SQL["accept_follow"], id=follow_id) == 1


async def end_follow(tx: Tx, follow_id: FollowId) -> bool:
    """End a follow of or to the caller; return whether there was one."""
    return await tx.run(SQL["end_follow"], id=follow_id) == 1
