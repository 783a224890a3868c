"""Following people, organizations and events. Row level security decides whose follows are whose."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from showground.domains.users import store
from showground.domains.users.types import FollowId
from showground.kit.faults import Unknown
from showground.kit.ids import uuid7
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.types import Follow, FollowRequest, FollowTarget

LAST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))  # what the first page continues after


async def follow(tx: Tx, target_type: FollowTarget, target_id: UUID) -> Follow:
    """Let the caller follow something; a private person is asked first. Following twice is following once.

    Raises:
        Unknown: there is no such thing.
        FollowsOneself: the target is the caller.
    """
    if target_type == "user" and not await store.person_exists(tx, target_id):
        raise Unknown
    await store.add_follow(tx, follow_id=FollowId(uuid7()), target_type=target_type, target_id=target_id)
    made = await store.follow_of_target(tx, target_type=target_type, target_id=target_id)
    if made is None:
        raise Unknown
    return made


async def unfollow(tx: Tx, target_type: FollowTarget, target_id: UUID) -> None:
    """End the caller's follow of something, if there is one."""
    if found := await store.follow_of_target(tx, target_type=target_type, target_id=target_id):
        await store.end_follow(tx, found.id)


async def end_follow(tx: Tx, follow_id: FollowId) -> None:
    """End a follow of the caller, or turn away somebody who follows him or asks to.

    Raises:
        Unknown: no such follow of or to the caller.
    """
    if not await store.end_follow(tx, follow_id):
        raise Unknown


async def accept(tx: Tx, follow_id: FollowId) -> None:
    """Let somebody who asked follow the caller.

    Raises:
        Unknown: nobody asks under this id.
    """
    if not await store.accept_follow(tx, follow_id):
        raise Unknown


async def requests(tx: Tx) -> list[FollowRequest]:
    """Return who asks to follow the caller."""
    return await store.requests_to_caller(tx)


async def follows(tx: Tx, *, cursor: str | None, limit: int) -> Page[Follow]:
    """Return a page of what the caller follows, newest first.

    Raises:
        Invalid: the cursor is none of ours.
    """
    before, before_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else LAST
    found = await store.follows_of_caller(tx, before=before, before_id=before_id, limit=limit + 1)
    return paged(found, limit, "created_at", "id")
