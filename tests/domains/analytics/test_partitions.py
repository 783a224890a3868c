"""Partitions ahead of time: strays move in, nothing is made twice, every one is closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import asyncpg
import pytest

from showground.domains.analytics import partitions
from showground.domains.analytics.partitions import PartitionReport, make_partitions, months_from
from showground.kit.faults import Unavailable
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from tests.domains.analytics.conftest import World
    from tests.site import Site

FAR = date(2051, 12, 24)
FACTS = 5


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


async def test_who_serves_cannot_make_partitions(fresh: Site):
    connection = await asyncpg.connect(fresh.app_url)
    try:
        await connection.execute("set role service_role")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetchval("select analytics.make_partitions('2051-12-01', 1)")
    finally:
        await connection.close()
