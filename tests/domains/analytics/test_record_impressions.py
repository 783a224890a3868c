"""The gate for showings: once each, and only what the viewer may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from tests.domains.analytics.conftest import World
    from tests.site import Site

RECORD = "select analytics.record_impressions($1, $2, $3, $4, $5::text[]::analytics.surface[], $6, $7)"


async def record(site: Site, *shown: tuple[UUID, UUID | None, UUID]) -> set[UUID]:
    """Call the gate as the serving login, with (id, viewer, event) of each showing."""
    count = len(shown)
    ids, viewers, events = (list(column) for column in zip(*shown, strict=True))
    nothing = [None] * count
    connection = await asyncpg.connect(site.app_url)
    try:
        rows = await connection.fetch(RECORD, ids, viewers, events, nothing, ["feed"] * count, nothing, nothing)
    finally:
        await connection.close()
    return {row[0] for row in rows}


async def test_only_what_the_viewer_may_see_is_recorded(fresh: Site, world: World):
    public, hidden, stranger, host, unknown = (uuid7() for _ in range(5))

    new = await record(
        fresh,
        (public, None, world.concert),
        (hidden, None, world.party),
        (stranger, world.staff, world.party),
        (host, world.person, world.party),
        (unknown, None, uuid7()),
    )

    assert new == {public, host}


async def test_sending_again_records_once_at_the_time_of_the_identifier(
    fresh: Site, owner: asyncpg.Connection, world: World
):
    shown = (uuid7(), world.person, world.concert)

    assert await record(fresh, shown, shown) == {shown[0]}
    assert await record(fresh, shown) == set()
    row = await owner.fetchrow("select *, created_at as at from analytics.event_impressions")
    assert (row["id"], row["seller_org_id"], row["viewer_user_id"]) == (shown[0], world.org, world.person)
    assert round(row["at"].timestamp() * 1000) == shown[0].int >> 80


async def test_what_is_older_than_a_day_is_not_recorded(fresh: Site, world: World):
    assert await record(fresh, (uuid7(at_ms=0), None, world.concert)) == set()
