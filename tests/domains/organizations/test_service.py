"""Organizations on the real database: founding, who may bring in whom, the last owner."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import asyncpg
import pytest
from tests.make import Make

from showground.domains.organizations import rules, service
from showground.domains.organizations.errors import (
    BeyondYourRole,
    LastOwner,
    NobodyOfThatName,
    OrgCountryUnknown,
    OrgHandleTaken,
    OrgNameNeeded,
    WebsiteMalformed,
)
from showground.domains.organizations.types import ROLES, Draft
from showground.domains.users.errors import HandleReserved
from showground.kit.faults import Refused, Unknown

UNLOCKED = """
create function organizations.keep_unlocked() returns trigger language plpgsql as $$
begin
    if not exists (select from organizations.org_memberships m where m.org_id = old.org_id and m.role = 'owner') then
        raise exception 'the last owner stays';
    end if;
    return null;
end $$;
drop trigger org_memberships_keep_an_owner on organizations.org_memberships;
create trigger org_memberships_keep_an_owner after delete or update of role on organizations.org_memberships
    for each row when (old.role = 'owner') execute function organizations.keep_unlocked();
"""
PAIRS = [(mine, other) for mine in ROLES for other in ROLES]


async def create(db, founder, **fields):
    async with db.acting_as(founder.principal) as tx:
        return await service.create(tx, Draft(**{"name": "Ruby Gent", **fields}), founder=founder.user_id)


async def set_member(db, organization, actor, who, role):
    async with db.acting_as(actor.principal) as tx:
        await service.set_member(tx, organization.handle, actor=actor.user_id, who=who, role=role)


async def remove(db, organization, actor, person):
    async with db.acting_as(actor.principal) as tx:
        await service.remove_member(tx, organization.handle, actor=actor.user_id, person=person.user_id)


async def roles(sql, organization):
    query = "select user_id, role::text from organizations.org_memberships where org_id = $1"
    return {row[0]: row[1] for row in await sql.fetch(query, organization.id)}


async def test_its_founder_owns_it_from_the_first_moment(db, make, sql):
    founder = await make.user()

    made = await create(db, founder, name=" Night  Market ", website="https://x.example", country_code="BE")

    assert (made.name, made.website, made.country_code) == ("Night Market", "https://x.example", "BE")
    assert await roles(sql, made) == {founder.user_id: "owner"}
    async with db.acting_as(founder.principal) as tx:
        assert [(one.id, one.role) for one in await service.mine(tx)] == [(made.id, "owner")]


async def test_a_taken_handle_is_refused_and_a_made_up_one_never_is(db, make):
    founder = await make.user()
    taken = await create(db, founder, handle=f"club-{uuid4().hex[:8]}")

    with pytest.raises(OrgHandleTaken):
        await create(db, founder, handle=taken.handle)
    name = f"Club {uuid4().hex[:8]}"
    made = await asyncio.gather(*(create(db, founder, name=name) for _ in range(12)))
    assert len({one.handle for one in made}) == 12


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"name": " "}, OrgNameNeeded),
        ({"handle": "me"}, HandleReserved),
        ({"website": "ruby.example"}, WebsiteMalformed),
        ({"website": "javascript:alert(1)"}, WebsiteMalformed),
        ({"country_code": "XX"}, OrgCountryUnknown),
    ],
)
async def test_what_cannot_be_is_refused_whole(db, make, sql, fields, fault):
    founder = await make.user()

    with pytest.raises(fault):
        await create(db, founder, **fields)

    query = "select count(*) from organizations.organizations where created_by = $1"
    assert await sql.fetchval(query, founder.user_id) == 0


@pytest.mark.parametrize("by", ["handle", "@handle"])
async def test_people_are_brought_in_by_handle(db, make, sql, by):
    owner, person = await make.user(), await make.user()
    organization = await make.organization(founder=owner)
    who = {"handle": person.handle, "@handle": f"@{person.handle}"}[by]

    await set_member(db, organization, owner, who, "editor")

    assert (await roles(sql, organization))[person.user_id] == "editor"


@pytest.mark.parametrize(("mine", "role"), PAIRS, ids="-".join)
async def test_nobody_gives_a_role_above_his_own(db, make, sql, mine, role):
    organization, person = await make.organization(), await make.user()
    actor = await make.member(organization, role=mine)
    allowed = mine in {"admin", "owner"} and ROLES.index(role) <= ROLES.index(mine)

    if allowed:
        await set_member(db, organization, actor, person.handle, role)
    else:
        with pytest.raises(BeyondYourRole):
            await set_member(db, organization, actor, person.handle, role)

    assert (person.user_id in await roles(sql, organization)) is allowed


@pytest.mark.parametrize(("mine", "other"), PAIRS, ids="-".join)
async def test_nobody_takes_a_role_above_his_own(db, make, sql, mine, other):
    organization = await make.organization()
    actor, person = await make.member(organization, role=mine), await make.member(organization, role=other)
    allowed = mine in {"admin", "owner"} and ROLES.index(other) <= ROLES.index(mine)

    for attempt in (set_lowest, remove):
        if allowed and attempt is set_lowest:
            continue
        if allowed:
            await attempt(db, organization, actor, person)
        else:
            with pytest.raises(BeyondYourRole):
                await attempt(db, organization, actor, person)

    assert (await roles(sql, organization)).get(person.user_id) == (None if allowed else other)


async def set_lowest(db, organization, actor, person):
    await set_member(db, organization, actor, person.handle, "viewer")


async def test_strangers_neither_see_nor_change_a_team(db, make, sql):
    organization, stranger = await make.organization(), await make.user()

    for attempt in (set_member(db, organization, stranger, stranger.handle, "viewer"),
                    remove(db, organization, stranger, stranger)):  # fmt: skip
        with pytest.raises(Refused):
            await attempt
    with pytest.raises(Refused):
        async with db.acting_as(stranger.principal) as tx:
            await service.team(tx, organization.handle, viewer=stranger.user_id)
    assert len(await roles(sql, organization)) == 1


async def test_everybody_may_leave_but_the_last_owner(db, make, sql):
    owner = await make.user()
    organization = await make.organization(founder=owner)
    viewer = await make.member(organization, role="viewer")

    await remove(db, organization, viewer, viewer)
    for attempt in (remove(db, organization, owner, owner), set_lowest(db, organization, owner, owner)):
        with pytest.raises(LastOwner):
            await attempt

    assert await roles(sql, organization) == {owner.user_id: "owner"}


async def test_two_owners_who_leave_at_once_leave_one(db, make, sql):
    first = await make.user()
    organization = await make.organization(founder=first)
    second = await make.member(organization, role="owner")

    answers = await asyncio.gather(
        remove(db, organization, first, first), remove(db, organization, second, second), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["LastOwner", "NoneType"]
    assert len(await roles(sql, organization)) == 1


async def test_who_is_not_there_is_named_so(db, make):
    owner = await make.user()
    organization = await make.organization(founder=owner)

    for who in ("nobody-at-all", (await make.user()).email):  # which addresses have an account, nobody learns here
        with pytest.raises(NobodyOfThatName):
            await set_member(db, organization, owner, who, "viewer")
    with pytest.raises(Unknown):
        await remove(db, organization, owner, await make.user())
    with pytest.raises(Unknown):
        async with db.acting_as(owner.principal) as tx:
            await service.public_page(tx, "no-such-club", viewer=None)


async def test_its_page_says_what_the_viewer_has_to_do_with_it(db, make):
    owner, fan = await make.user(), await make.user()
    organization = await make.organization(founder=owner)
    follow = await make.follow(fan, target_type="organization", target_id=organization.id)

    async with db.acting_as(fan.principal) as tx:
        seen = await service.public_page(tx, organization.handle, viewer=fan.user_id)
    async with db.acting_as(owner.principal) as tx:
        owned = await service.public_page(tx, organization.handle, viewer=owner.user_id)

    assert (seen.followers_count, seen.follow_id, seen.my_role) == (1, follow.id, None)
    assert (owned.followers_count, owned.follow_id, owned.my_role) == (1, None, "owner")


def test_roles_reach_further_in_their_order():
    assert [rules.power(role) for role in ROLES] == [0, 1, 2, 3]


async def test_without_the_row_lock_two_owners_leave_together(fresh):
    """The sabotage of the race of two leaving owners: the same guard without its lock lets both go."""
    make = Make(fresh.db)
    first = await make.user()
    organization = await make.organization(founder=first)
    second = await make.member(organization, role="owner")
    owners = [await asyncpg.connect(fresh.owner_url) for _ in range(2)]
    await owners[0].execute(UNLOCKED)
    for connection in owners:
        await connection.execute("begin")
    for connection, person in zip(owners, (first, second), strict=True):
        await connection.execute("delete from organizations.org_memberships where user_id = $1", person.user_id)
    for connection in owners:
        await connection.execute("commit")
    left = "select count(*) from organizations.org_memberships where org_id = $1"
    try:
        assert await owners[0].fetchval(left, organization.id) == 0
    finally:
        for connection in owners:
            await connection.close()
