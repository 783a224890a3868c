"""Following: at once, or after being asked; once, and nobody oneself."""

from __future__ import annotations

from uuid import uuid4

import pytest

from showground.domains.users import following, service
from showground.domains.users.errors import FollowsOneself
from showground.domains.users.types import Follow, ProfileEdit
from showground.kit.faults import Invalid, Unknown


async def seen_by(db, viewer, person):
    async with db.acting_as(viewer.principal) as tx:
        return await service.public_person(tx, person.handle, viewer=viewer.user_id)


async def test_following_is_counted_and_ends(db, make):
    fan, star = await make.user(), await make.user()

    made = await make.follow(fan, target_id=star.user_id)
    again = await make.follow(fan, target_id=star.user_id)
    seen = await seen_by(db, fan, star)

    assert (made.status, again) == ("accepted", made)
    assert (seen.followers_count, seen.follow_id, seen.follow_status) == (1, made.id, "accepted")
    async with db.acting_as(fan.principal) as tx:
        await following.unfollow(tx, "user", star.user_id)
        await following.unfollow(tx, "user", star.user_id)
    assert (await seen_by(db, fan, star)).followers_count == 0


async def test_private_people_are_asked_and_answer(db, make):
    fan, star = await make.user(), await make.user(is_private=True)
    async with db.acting_as(star.principal) as tx:
        await service.edit_profile(tx, ProfileEdit(bio="Secret."))

    asked = await make.follow(fan, target_id=star.user_id)
    before = await seen_by(db, fan, star)
    async with db.acting_as(star.principal) as tx:
        assert [(one.id, one.user_id) for one in await following.requests(tx)] == [(asked.id, fan.user_id)]
        await following.accept(tx, asked.id)
    after = await seen_by(db, fan, star)

    assert (asked.status, before.bio, before.followers_count) == ("pending", "", 0)
    assert (after.follow_status, after.bio, after.followers_count) == ("accepted", "Secret.", 1)


async def test_nobody_accepts_for_another(db, make):
    fan, star = await make.user(), await make.user(is_private=True)
    asked = await make.follow(fan, target_id=star.user_id)

    for person in (fan, await make.user()):
        with pytest.raises(Unknown):
            async with db.acting_as(person.principal) as tx:
                await following.accept(tx, asked.id)
    with pytest.raises(Unknown):
        async with db.acting_as((await make.user()).principal) as tx:
            await following.end_follow(tx, asked.id)
    async with db.acting_as(star.principal) as tx:
        await following.end_follow(tx, asked.id)  # turned away


async def test_what_is_not_there_cannot_be_followed(make):
    for target_type in ("user", "organization", "event"):
        with pytest.raises(Unknown):
            await make.follow(target_type=target_type, target_id=uuid4())


async def test_nobody_follows_himself(make):
    person = await make.user()

    with pytest.raises(FollowsOneself):
        await make.follow(person, target_id=person.user_id)


async def test_organizations_are_followed_at_once(make):
    assert (
        await make.follow(target_type="organization", target_id=(await make.organization()).id)
    ).status == "accepted"


async def test_pages_of_follows_lose_and_repeat_nothing(db, make):
    fan = await make.user()
    made = [await make.follow(fan) for _ in range(7)]

    found: list[Follow] = []
    cursor = None
    async with db.acting_as(fan.principal) as tx:
        for _ in range(3):
            page = await following.follows(tx, cursor=cursor, limit=3)
            found, cursor = [*found, *page.items], page.next
        with pytest.raises(Invalid):
            await following.follows(tx, cursor="made up", limit=3)

    assert found == made[::-1]
    assert cursor is None
