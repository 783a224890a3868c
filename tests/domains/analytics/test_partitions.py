"""Partitions ahead of time: strays move in, nothing is made twice, every one is closed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest

from showground.domains.analytics import partitions
from showground.domains.analytics.partitions import (
    PartitionReport,
    drop_old,
    keep_ahead,
    make_partitions,
    months_from,
)
from showground.domains.analytics.recording.recorder import Recorder
from showground.domains.analytics.recording.types import Sighting, Witness
from showground.kit.faults import Unavailable
from showground.kit.ids import uuid7
from showground.settings import read_settings
from showground.worker.measuring import keep_partitions_once, kept_months

if TYPE_CHECKING:
    from tests.domains.analytics.conftest import World
    from tests.site import Site

FAR = date(2051, 12, 24)
FACTS = 5
WAITING = """
    select count(*) from pg_locks l join pg_database d on d.oid = l.database
     where d.datname = current_database() and not l.granted
"""


def test_months_run_over_the_end_of_a_year():
    assert months_from(date(2051, 12, 31), 3) == [date(2051, 12, 1), date(2052, 1, 1), date(2052, 2, 1)]


async def test_strays_move_into_the_partition_of_their_month(fresh: Site, owner: asyncpg.Connection, world: World):
    await owner.execute(
        """
        insert into analytics.event_impressions (id, created_at, event_id, seller_org_id, surface)
        values ($1, $2, $3, $4, 'feed')
        """,
        uuid7(),
        datetime(2051, 12, 31, 23, 59, 59, tzinfo=UTC),
        world.concert,
        world.org,
    )

    elsewhere = await make_partitions(fresh.owner_url, first=date(2052, 1, 1), months=1)
    here = await make_partitions(fresh.owner_url, first=FAR, months=2)
    again = await make_partitions(fresh.owner_url, first=FAR, months=2)

    assert elsewhere == PartitionReport(FACTS, {"event_impressions": 1})
    assert here == PartitionReport(FACTS, {})
    assert again == PartitionReport(0, {})
    assert await owner.fetchval("select count(*) from analytics.event_impressions_2051_12") == 1


async def test_every_partition_has_row_security_and_no_grant(fresh: Site, owner: asyncpg.Connection):
    await make_partitions(fresh.owner_url, first=FAR, months=1)

    rows = await owner.fetch(
        """
        select c.relname, c.relrowsecurity as closed,
               exists (select from unnest(array['anon', 'authenticated', 'service_role', 'showground_definer']) r
                        where has_table_privilege(r, c.oid, 'select, insert, update, delete, truncate')) as granted
          from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'r'
        """
    )

    assert len(rows) == FACTS * (24 + 1 + 1)
    assert [row["relname"] for row in rows if not row["closed"] or row["granted"]] == []


async def test_writers_who_do_not_let_go_are_not_waited_for(
    fresh: Site, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(partitions, "LOCK_MS", 50)

    async with owner.transaction():
        await owner.execute("lock table analytics.ad_clicks_default in row exclusive mode")
        with pytest.raises(Unavailable):
            await make_partitions(fresh.owner_url, first=FAR, months=1)


@pytest.mark.parametrize(
    ("role", "call"),
    [
        ("service_role", "analytics.make_partitions('2051-12-01', 1)"),
        ("authenticated", "analytics.make_ahead(3)"),
        ("anon", "analytics.make_ahead(3)"),
        ("authenticated", "analytics.drop_oldest('ad_clicks', '2051-12-01')"),
        ("anon", "analytics.drop_oldest('ad_clicks', '2051-12-01')"),
    ],
)
async def test_who_serves_cannot_choose_what_is_made_or_dropped(fresh: Site, role, call):
    connection = await asyncpg.connect(fresh.app_url)
    try:
        await connection.execute(f"set role {role}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetchval(f"select {call}")
    finally:
        await connection.close()


def month(today, ahead):
    return months_from(today, 1, back=-ahead)[0]


async def partitions_of(owner, fact):
    """Return the months that a fact table has partitions of."""
    names = await owner.fetch(
        "select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        "where i.inhparent = $1::regclass and c.relname not like '%default' order by 1",
        f"analytics.{fact}",
    )
    return [row["name"].removeprefix(f"{fact}_") for row in names]


async def plant(owner, world, at, count=1):
    """Insert showings of a moment as the owner, who may say when it was."""
    await owner.execute(
        "insert into analytics.event_impressions (id, created_at, event_id, seller_org_id, surface) "
        "select gen_random_uuid(), $1, $2, $3, 'feed' from generate_series(1, $4)",
        at,
        world.concert,
        world.org,
        count,
    )


async def test_the_worker_makes_months_ahead_and_moves_strays_once(fresh: Site, owner, world: World):
    today = datetime.now(UTC).date()
    await owner.execute(f"drop table analytics.event_impressions_{month(today, 1):%Y_%m}")
    await owner.execute(f"drop table analytics.ad_clicks_{month(today, 2):%Y_%m}")
    stray = datetime.combine(month(today, 1), datetime.min.time(), UTC)
    await plant(owner, world, stray, 40)
    await plant(owner, world, datetime(2051, 12, 31, 23, 59, 59, tzinfo=UTC), 2)
    counted = await owner.fetchval("select sum(facts) from analytics.event_days")

    first, second = await keep_ahead(fresh.db, months=4), await keep_ahead(fresh.db, months=4)

    assert (first, second) == (1 + 1 + FACTS, 0)
    assert await owner.fetchval(f"select count(*) from analytics.event_impressions_{month(today, 1):%Y_%m}") == 40
    assert await owner.fetchval("select count(*) from analytics.event_impressions_2051_12") == 2
    assert await owner.fetchval("select count(*) from only analytics.event_impressions_default") == 0
    assert await owner.fetchval("select sum(facts) from analytics.event_days") == counted == 42


async def test_partitions_that_the_worker_makes_are_closed(fresh: Site, owner, world: World):
    await plant(owner, world, datetime(2051, 12, 1, tzinfo=UTC))
    await keep_ahead(fresh.db, months=2)

    row = await owner.fetchrow(
        "select c.relrowsecurity as closed, c.relacl is null as ungranted, c.relowner::regrole::text as owner "
        "from pg_class c where c.oid = 'analytics.event_impressions_2051_12'::regclass"
    )

    assert tuple(row) == (True, True, "showground_owner")


async def test_rows_that_come_while_partitions_are_made_are_there_once(fresh: Site, owner, world: World):
    """Writers keep writing into months that are made under them; then every row is there, in its month."""
    far = [datetime(2051, month, 15, tzinfo=UTC) for month in range(1, 7)]
    stop = asyncio.Event()

    async def write():
        connection, written = await asyncpg.connect(fresh.owner_url), 0
        try:
            while not stop.is_set():
                with suppress(asyncpg.CheckViolationError):  # on its way into the default one when its month was made
                    await plant(connection, world, far[written % 6], 20)
                    written += 1
        finally:
            await connection.close()
        return written * 20

    writers = [asyncio.create_task(write()) for _ in range(4)]
    made = 0
    for _ in range(4):
        made += await keep_ahead(fresh.db, months=2)
        await asyncio.sleep(0.1)
    stop.set()
    written = sum(await asyncio.gather(*writers))
    made += await keep_ahead(fresh.db, months=2)

    assert made == 6 * FACTS
    assert await owner.fetchval("select count(*) from analytics.event_impressions") == written
    assert await owner.fetchval("select count(*) from only analytics.event_impressions_default") == 0
    assert await owner.fetchval("select sum(facts) from analytics.event_days") == written


async def test_recording_goes_on_while_its_month_is_made(fresh: Site, owner, world: World):
    today = datetime.now(UTC).date()
    await owner.execute(
        f"drop table analytics.event_impressions_{today:%Y_%m}, analytics.analytics_events_{today:%Y_%m}"
    )
    recorders = [Recorder(fresh.db, lambda: bytes(32), pause=timedelta(0), most=100_000) for _ in range(4)]
    by = Witness(None, None, "192.0.2.7", nobody=False)
    noted = made = 0
    for turn in range(60):
        for recording in recorders:
            recording.note(
                Sighting(id=uuid7(), by=by, event_id=world.concert, surface="event_page", kind="event.viewed")
                for _ in range(5)
            )
            noted += 5
        if turn % 20 == 10:
            made += await keep_ahead(fresh.db, months=2)
        await asyncio.sleep(0.01)
    await asyncio.gather(*(recording.drain() for recording in recorders))

    assert made == 2
    assert [recording.dropped for recording in recorders] == [0] * 4
    for fact in ("event_impressions", "analytics_events"):
        assert await owner.fetchval(f"select count(*) from analytics.{fact}_{today:%Y_%m}") == noted
        assert await owner.fetchval(f"select count(*) from analytics.{fact}_default") == 0
    assert await owner.fetchval("select facts from analytics.event_days") == noted


async def test_partitions_are_made_in_the_order_in_which_facts_are_written(fresh: Site, owner):
    today = datetime.now(UTC).date()
    await owner.execute(
        f"drop table analytics.event_impressions_{today:%Y_%m}, analytics.analytics_events_{today:%Y_%m}"
    )
    writer = await asyncpg.connect(fresh.owner_url)
    async with writer.transaction():
        await writer.execute("lock table analytics.event_impressions_default in row exclusive mode")
        making = asyncio.create_task(keep_ahead(fresh.db, months=2))
        waiting = 0
        async with asyncio.timeout(10):
            while not waiting:
                await asyncio.sleep(0.02)
                waiting = await owner.fetchval(WAITING)
        await writer.execute("lock table analytics.analytics_events_default in row exclusive mode nowait")
    await writer.close()

    assert await making == 2


async def test_writers_hold_up_the_worker_for_a_moment_only(fresh: Site, owner, world: World):
    await plant(owner, world, datetime(2051, 12, 1, tzinfo=UTC))
    holder = await asyncpg.connect(fresh.owner_url)
    async with holder.transaction():
        await holder.execute("lock table analytics.event_impressions_default in row exclusive mode")
        with pytest.raises(Unavailable):
            await keep_ahead(fresh.db, months=2)
    await holder.close()

    assert await keep_ahead(fresh.db, months=2) == FACTS


async def test_retention_drops_what_is_old_and_nothing_else(fresh: Site, owner, world: World):
    today = datetime.now(UTC).date()
    before = {fact: await partitions_of(owner, fact) for fact in ("event_impressions", "ad_clicks")}
    await plant(owner, world, datetime.combine(month(today, -12), datetime.min.time(), UTC), 3)
    await plant(owner, world, datetime.combine(month(today, -3), datetime.min.time(), UTC), 2)

    dropped = await drop_old(fresh.db, {"event_impressions": 3}, today=today)

    kept = [f"{month(today, ahead):%Y_%m}" for ahead in range(-3, 12)]
    assert dropped == [f"event_impressions_{month(today, ahead):%Y_%m}" for ahead in range(-12, -3)]
    assert await partitions_of(owner, "event_impressions") == kept
    assert await partitions_of(owner, "ad_clicks") == before["ad_clicks"]
    assert await owner.fetchval("select count(*) from analytics.event_impressions") == 2
    assert await owner.fetchval("select sum(facts) from analytics.event_days") == 5  # what was counted stays
    assert await owner.fetchval("select to_regclass('analytics.event_impressions_default') is not null")
    assert await drop_old(fresh.db, {"event_impressions": 3}, today=today) == []


async def test_retention_spares_this_month_and_the_last_whatever_is_asked(fresh: Site, owner):
    today = datetime.now(UTC).date()

    await drop_old(fresh.db, {"ad_clicks": 1}, today=date(2099, 1, 1))

    assert (await partitions_of(owner, "ad_clicks"))[0] == f"{month(today, -1):%Y_%m}"
    assert await drop_old(fresh.db, {"event_days": 1, "pg_class": 1}, today=date(2099, 1, 1)) == []


async def test_the_worker_keeps_what_the_settings_say(fresh: Site, owner):
    settings = read_settings({"DATABASE_URL": fresh.app_url, "SHOWGROUND_KEEP_IMPRESSIONS_MONTHS": "6"})

    made, dropped = await keep_partitions_once(settings, fresh.db)

    assert made == 0
    assert {name.rpartition("_2")[0] for name in dropped} == {"event_impressions", "post_impressions"}
    assert set(kept_months(settings)) == {
        row["name"]
        for row in await owner.fetch(
            "select relname::text as name from pg_class "
            "where relkind = 'p' and relnamespace = 'analytics'::regnamespace"
        )
    }
