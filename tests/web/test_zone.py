"""The chips of days count in the zone of whoever looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 14 hours ahead of UTC, 11 hours behind


@pytest.fixture
async def late(make, sql):
    """An event at the next 10:30 UTC, when it is tomorrow already in the east and still today in the west."""
    now = datetime.now(UTC)
    start = now.replace(hour=10, minute=30)
    start += timedelta(days=1) if start <= now else timedelta()
    title = f"Where the Day Begins {make.number()}"
    shop = await make.shop()
    await sql.execute(
        "update events.events set title = $2, starts_at = $3, ends_at = $4 where id = $1",
        shop.event_id,
        title,
        start,
        start + timedelta(hours=1),
    )
    zones = {zone: ZoneInfo(zone) for zone in (EAST, WEST)}
    return title, {name: start.astimezone(zone).date() == now.astimezone(zone).date() for name, zone in zones.items()}


async def seen(browser, title, zone=None):
    if zone:
        browser.client.cookies.set("zone", zone, domain="127.0.0.1", path="/")
    answer = await browser.open("/", params={"when": "today", "q": title})
    assert answer.status_code == 200
    return f">{title}<" in answer.text


async def test_today_is_a_day_where_the_visitor_is(browse, late):
    title, today = late

    assert await seen(await browse(), title, quote(EAST, safe="")) is today[EAST]
    assert await seen(await browse(), title, WEST) is today[WEST]


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Nowhere/Else", "%00", "x" * 5000])
async def test_a_zone_that_is_none_counts_as_utc(browse, late, zone):
    assert await seen(await browse(), late[0], zone) == await seen(await browse(), late[0])


async def test_the_profile_knows_better_than_the_browser(browse, make, sql, late):
    person, (title, today) = await make.user(), late
    await sql.execute("update users.user_profiles set timezone = $2 where user_id = $1", person.user_id, WEST)

    assert await seen(await browse(person), title, EAST) is today[WEST]
