"""Who follows whom and what."""

from __future__ import annotations

from tests.make.world.plan import OWNER, SIGNED

from showground.kit.ids import uuid7


async def plant_follows(world):
    """Plant followings: everybody's of an event and of himself, and some of organizations."""
    follow = "users.follows"
    for name in SIGNED:
        me = frozenset({name})
        await world.plant(
            follow,
            select=me,
            delete=me,
            id=uuid7(),
            follower_user_id=world[name],
            target_type="event",
            target_id=world["rival"],
        )
        await world.plant(
            follow,
            select=me,
            update=me,
            delete=me,
            id=uuid7(),
            follower_user_id=world["outsider"],
            target_type="user",
            target_id=world[name],
            status="pending",
        )
    await world.plant(
        follow,
        select=OWNER,
        delete=OWNER,
        id=uuid7(),
        follower_user_id=world["owner"],
        target_type="organization",
        target_id=world["us"],
    )
    await world.plant(
        follow, id=uuid7(), follower_user_id=world["outsider"], target_type="organization", target_id=world["us"]
    )
