"""The gate: once each, only what the viewer may see, and named only who consented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest

from showground.domains.analytics.recording import store
from showground.domains.analytics.recording.types import Sighting, Witness
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from tests.domains.analytics.conftest import World
    from tests.site import Site

ANYBODY = Witness(None, None, "", nobody=False)
DAYS = "select event_id, kind, facts, visitors from analytics.event_days order by event_id, kind"


def card(event, *, by=ANYBODY, surface="feed", **more):
    return Sighting(id=uuid7(), by=by, event_id=event, surface=surface, **more)


def view(event, *, by=ANYBODY):
    return card(event, by=by, surface="event_page", kind="event.viewed", properties={"referrer": "news.example"})


def person(user_id, *, nobody=False):
    return Witness(user_id, None, "", nobody=nobody)


async def record(site: Site, *seen: Sighting, visitors=None) -> set[object]:
    """Call the gate as the serving login."""
    return {one.id for one in await store.record(site.db, seen, visitors or [None] * len(seen))}


async def consent(owner, user_id, *, given=True):
    await owner.execute(
        "insert into users.consents (id, user_id, purpose, given) values ($1, $2, 'analytics', $3)",
        uuid7(),
        user_id,
        given,
    )


async def test_only_what_the_viewer_may_see_is_recorded(fresh: Site, world: World):
    public, hidden, stranger = card(world.concert), card(world.party), card(world.party, by=person(world.staff))
    host, unknown = card(world.party, by=person(world.person)), card(uuid7())

    assert await record(fresh, public, hidden, stranger, host, unknown) == {public.id, host.id}


async def test_a_step_towards_what_one_may_not_see_is_not_recorded(fresh: Site, owner, world: World):
    seen = [
        Sighting(id=uuid7(), by=by, event_id=world.party, kind="cart.opened")
        for by in (ANYBODY, person(world.staff), person(world.person))
    ]

    assert await record(fresh, *seen) == {seen[2].id}
    assert await owner.fetchval("select count(*) from analytics.analytics_events") == 1


async def test_sending_again_records_once_at_the_time_of_the_identifier(fresh: Site, owner, world: World):
    seen = view(world.concert)

    assert await record(fresh, seen, seen) == {seen.id}
    assert await record(fresh, seen) == set()
    row = await owner.fetchrow("select *, created_at as at from analytics.event_impressions")
    assert (row["id"], row["seller_org_id"], row["surface"]) == (seen.id, world.org, "event_page")
    assert round(row["at"].timestamp() * 1000) == seen.id.int >> 80
    done = await owner.fetchrow("select * from analytics.analytics_events")
    assert (done["id"], done["created_at"], done["event_type"]) == (seen.id, row["at"], "event.viewed")
    assert done["properties"] == {"referrer": "news.example"}


async def test_what_is_older_than_a_day_is_not_recorded(fresh: Site, world: World):
    old = Sighting(id=uuid7(at_ms=0), by=ANYBODY, event_id=world.concert, surface="feed", kind="event.viewed")

    assert await record(fresh, old) == set()


async def test_only_who_consented_is_named_and_has_no_key(fresh: Site, owner, world: World):
    await consent(owner, world.person)
    seen = [view(world.concert, by=person(one)) for one in (world.person, world.staff)]

    await record(fresh, *seen, visitors=[7, 8])

    for table, who in (("event_impressions", "viewer_user_id"), ("analytics_events", "user_id")):
        rows = await owner.fetch(f"select {who} as who, visitor from analytics.{table} order by {who}")
        assert [tuple(row) for row in rows] == [(world.person, None), (None, 8)]


async def test_who_took_his_consent_back_is_not_named(fresh: Site, owner, world: World):
    await consent(owner, world.person)
    await consent(owner, world.person, given=False)

    await record(fresh, view(world.concert, by=person(world.person)), visitors=[7])

    assert await owner.fetchval("select viewer_user_id from analytics.event_impressions") is None


async def test_who_does_not_want_to_be_followed_is_counted_as_nobody(fresh: Site, owner, world: World):
    await consent(owner, world.person)

    await record(fresh, view(world.concert, by=person(world.person, nobody=True)), visitors=[7])

    rows = await owner.fetch("select viewer_user_id, visitor from analytics.event_impressions")
    assert [tuple(row) for row in rows] == [(None, None)]
    assert [tuple(row) for row in await owner.fetch(DAYS)] == [(world.concert, "event.viewed", 1, 0)]


async def test_days_count_facts_and_each_visitor_once(fresh: Site, owner, world: World):
    await consent(owner, world.person)
    seen = [view(world.concert) for _ in range(4)]
    named = [view(world.concert, by=person(world.person)) for _ in range(2)]
    carts = [Sighting(id=uuid7(), by=ANYBODY, event_id=world.concert, kind="cart.opened") for _ in range(2)]

    await record(fresh, *seen[:2], visitors=[1, 2])
    await record(fresh, *seen, *named, card(world.concert), visitors=[1, 2, 2, 3, 9, 9, 1])
    await record(fresh, *carts, visitors=[1, 1])

    assert [tuple(row) for row in await owner.fetch(DAYS)] == [
        (world.concert, "cart.opened", 2, 1),
        (world.concert, "event.shown", 1, 0),
        (world.concert, "event.viewed", 6, 4),
    ]


async def test_a_page_of_an_organization_is_its_staffs_to_read(fresh: Site, owner, world: World):
    seen = Sighting(id=uuid7(), by=ANYBODY, org_id=world.org, kind="organization.viewed")
    nowhere = Sighting(id=uuid7(), by=ANYBODY, org_id=uuid7(), kind="organization.viewed")

    assert await record(fresh, seen, nowhere) == {seen.id}
    row = await owner.fetchrow("select event_id, seller_org_id, seller_user_id from analytics.analytics_events")
    assert tuple(row) == (None, world.org, None)


async def test_the_gate_is_not_for_people(fresh: Site):
    nothing = ", ".join(["'{}'"] * 12)
    connection = await asyncpg.connect(fresh.app_url)
    try:
        for role in ("anon", "authenticated", "service_role"):
            await connection.execute(f"reset role; set role {role}")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select analytics.record_sightings({nothing})")
    finally:
        await connection.close()
