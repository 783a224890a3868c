"""The recorder: never in the way, in batches, again after an outage, nothing lost silently, nothing twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from showground.db.principal import Worker
from showground.domains.analytics import store as analytics
from showground.domains.analytics.recording import store
from showground.domains.analytics.recording.recorder import Recorder
from showground.domains.analytics.recording.types import Sighting, Witness
from showground.kit.faults import Unavailable
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from tests.domains.analytics.conftest import World
    from tests.site import Site

SECRET = bytes(range(32))
COUNT = "select count(*) from analytics.event_impressions"


def recorder(site: Site, *, pause_ms=1, most=10_000):
    return Recorder(site.db, lambda: SECRET, pause=timedelta(milliseconds=pause_ms), most=most)


def view(event, *, who="192.0.2.7", nobody=False):
    by = Witness(None, None, f"{who}\nFirefox", nobody=nobody)
    return Sighting(id=uuid7(), by=by, event_id=event, surface="event_page", kind="event.viewed")


@pytest.fixture
def calls(monkeypatch):
    """How many sightings each call wrote."""
    sizes, real = [], store.record

    async def counted(db, sightings, visitors):
        sizes.append(len(sightings))
        return await real(db, sightings, visitors)

    monkeypatch.setattr(store, "record", counted)
    return sizes


async def test_what_comes_within_a_pause_is_written_in_one_call(fresh: Site, owner, world: World, calls):
    recording = recorder(fresh, pause_ms=60_000)

    for _ in range(120):
        recording.note([view(world.concert)])
    assert await owner.fetchval(COUNT) == 0
    await recording.drain()

    assert await owner.fetchval(COUNT) == 120
    assert calls == [120]


async def test_more_than_a_batch_goes_in_several(fresh: Site, owner, world: World, calls):
    recording = recorder(fresh)

    recording.note(view(world.concert) for _ in range(1201))
    await recording.drain()

    assert calls == [500, 500, 201]
    assert await owner.fetchval(COUNT) == 1201


async def test_an_outage_delays_and_loses_nothing(fresh: Site, owner, world: World, monkeypatch):
    recording, real = recorder(fresh), store.record
    refused: list[int] = []

    async def away(db, sightings, visitors):
        if len(refused) < 2:
            refused.append(len(sightings))
            raise Unavailable
        return await real(db, sightings, visitors)

    monkeypatch.setattr(store, "record", away)
    recording.note(view(world.concert) for _ in range(7))
    await recording.drain()

    assert refused == [7, 7]
    assert (await owner.fetchval(COUNT), recording.dropped) == (7, 0)


async def test_an_answer_that_was_lost_is_asked_for_again_and_counted_once(
    fresh: Site, owner, world: World, monkeypatch
):
    recording, real = recorder(fresh), store.record
    lost: list[int] = []

    async def cut(db, sightings, visitors):
        new = await real(db, sightings, visitors)
        if not lost:
            lost.append(len(new))
            raise ConnectionResetError
        return new

    monkeypatch.setattr(store, "record", cut)
    recording.note(view(world.concert) for _ in range(5))
    await recording.drain()

    assert lost == [5]
    assert await owner.fetchval(COUNT) == 5
    assert await owner.fetchval("select sum(facts) from analytics.event_days where kind = 'event.viewed'") == 5


async def test_one_bad_apple_spoils_nothing_else(fresh: Site, owner, world: World):
    recording = recorder(fresh)
    bad = Sighting(id=uuid7(), by=Witness(None, None, "", nobody=True), event_id=world.concert, kind="Not A Kind")

    recording.note([*(view(world.concert) for _ in range(6)), bad, *(view(world.concert) for _ in range(6))])
    await recording.drain()

    assert await owner.fetchval(COUNT) == 12
    assert recording.dropped == 1


async def test_what_does_not_fit_is_dropped_counted_and_said(fresh: Site, owner, world: World, logged):
    recording = recorder(fresh, pause_ms=60_000, most=10)

    recording.note(view(world.concert) for _ in range(25))
    await recording.drain()

    assert await owner.fetchval(COUNT) == 10
    assert recording.dropped == 15
    assert [line["dropped"] for line in logged if line["event"] == "what was seen was dropped"] == [15]


async def test_a_server_that_stays_away_does_not_hold_up_the_end(fresh: Site, world: World, monkeypatch, logged):
    async def away(*_):
        raise Unavailable

    monkeypatch.setattr(store, "record", away)
    recording = recorder(fresh, pause_ms=60_000)
    recording.note(view(world.concert) for _ in range(3))

    async with asyncio.timeout(10):
        await recording.drain()

    assert recording.dropped == 3
    assert [line["dropped"] for line in logged if line["event"] == "what was seen was dropped"] == [3]


async def test_processes_agree_on_a_visitor_and_nobody_has_no_key(fresh: Site, owner, world: World):
    one, other = recorder(fresh), recorder(fresh)

    one.note([view(world.concert), view(world.concert, who="192.0.2.8"), view(world.concert, nobody=True)])
    other.note([view(world.concert)])
    await asyncio.gather(one.drain(), other.drain())

    keys = [row["visitor"] for row in await owner.fetch("select visitor from analytics.event_impressions")]
    assert len(set(keys) - {None}) == 2
    assert keys.count(None) == 1
    assert await owner.fetchval("select visitors from analytics.event_days") == 2
    assert await owner.fetchval("select count(*) from analytics.visitor_salts") == 1


async def test_salts_and_who_was_counted_are_gone_after_two_days(fresh: Site, owner, world: World):
    today = datetime.now(UTC).date()
    for age in range(4):
        day = today - timedelta(days=age)
        await owner.execute("insert into analytics.visitor_salts values ($1, $2)", day, bytes(32))
        await owner.execute(
            "insert into analytics.event_visitors values ($1, $2, 'event.viewed', 1)", day, world.concert
        )

    async with fresh.db.acting_as(Worker()) as tx:
        forgotten = await analytics.forget_visitors(tx)

    assert forgotten == 2
    for table in ("visitor_salts", "event_visitors"):
        left = [row["day"] for row in await owner.fetch(f"select day from analytics.{table} order by day desc")]
        assert left == [today, today - timedelta(days=1)]
