"""What a person was told: a page, the same over the API, and a number in the header that moves by itself."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from litestar import Request

from showground.db.principal import Person
from showground.domains.messaging.notices import service
from showground.http import live
from showground.http.counters import stream_of_person
from showground.http.desk import desk_of
from showground.http.live import LiveHub
from showground.kit.faults import Unauthenticated
from showground.web.notifications import badge

OPEN = re.compile(r'action="(/me/notifications/[0-9a-f-]+/open)"')
SOON = 2.0


async def test_it_is_read_by_following_it_up(make, browse):
    person = await make.user()
    await make.notification(person=person, title="Older <news>")
    await make.notification(person=person, title="Newer news")
    browser = await browse(person)

    page = (await browser.open("/me/notifications")).text
    newest, _ = OPEN.findall(page)
    went = await browser.post(newest, page="/me/notifications")
    left = (await browser.open("/me/notifications")).text

    assert page.index("Newer news") < page.index("Older &lt;news&gt;")
    assert (page.count("is-unread"), left.count("is-unread")) == (2, 1)
    assert (went.status_code, went.headers["location"]) == (303, "/me/tickets")


async def test_all_is_read_but_what_came_since(make, browse, sql):
    person = await make.user()
    for n in range(3):
        await make.notification(person=person, title=f"News {n}")
    browser = await browse(person)
    page = (await browser.open("/me/notifications")).text
    until = re.search(r'name="until" value="([^"]+)"', page)[1]
    await make.notification(person=person, title="It came since")

    answer = await browser.post("/me/notifications/read", page="/me/notifications", until=until)

    unread = await sql.fetch(
        "select title from messaging.notifications where recipient_user_id = $1 and read_at is null", person.user_id
    )
    assert (answer.status_code, [row["title"] for row in unread]) == (303, ["It came since"])


async def test_an_empty_page_teaches_and_nobody_reads_anothers(make, browse):
    named = await make.notification(person=await make.user())
    browser = await browse(await make.user())

    assert "Nothing yet" in (await browser.open("/me/notifications")).text
    assert (await browser.post(f"/me/notifications/{named}/open")).status_code == 404


async def test_who_is_nobody_pays_nothing_for_the_number(make, browse):
    signed_in, nobody = await browse(await make.user()), await browse()

    assert "data-bell=" in (await signed_in.open("/")).text
    assert "data-bell" not in (await nobody.open("/")).text


async def test_over_the_api_the_same(make, api):
    person = await make.user()
    ids = [await make.notification(person=person, title=f"News {n}") for n in range(3)]
    client = await api(person)

    page = (await client.get("/api/v1/me/notifications?limit=2")).json()
    rest = (await client.get(f"/api/v1/me/notifications?cursor={page['next']}")).json()
    before = (await client.get("/api/v1/me/notifications/unread")).json()
    one = (await client.post("/api/v1/me/notifications/read", json={"ids": [str(ids[0])]})).json()
    none = (await client.post("/api/v1/me/notifications/read", json={"ids": []})).json()
    whole = (await client.post("/api/v1/me/notifications/read", json={})).json()

    assert [item["id"] for item in page["items"] + rest["items"]] == [str(named) for named in reversed(ids)]
    assert (before, one, none, whole) == ({"unread": 3}, {"unread": 2}, {"unread": 2}, {"unread": 0})


def reading(make, person):
    """Return the header's question, asked as a person."""

    async def read():
        async with make.db.acting_as(Person(person.user_id), read_only=True) as tx:
            return await badge(tx)

    return read


async def told(stream):
    return json.loads((await asyncio.wait_for(anext(stream), SOON)).data)["unread"]


async def test_the_number_moves_when_he_is_told_and_when_he_has_read(make, app_url, monkeypatch):
    monkeypatch.setattr(live, "CALM_SECONDS", 60)  # nobody looks by himself
    person, other = await make.user(), await make.user()
    hub = LiveHub(app_url)
    hub.open()
    try:
        stream = hub.follow(person.user_id, reading(make, person))
        heard = [await told(stream)]
        await asyncio.sleep(0.5)
        assert hub._connected
        await make.notification(person=other)
        await make.notification(person=person)
        heard.append(await told(stream))
        async with make.db.acting_as(Person(person.user_id)) as tx:
            await service.read(tx)
        heard.append(await told(stream))
    finally:
        await hub.close()

    assert heard == ["", "1", ""]


async def test_without_notifications_of_the_database_it_polls(make, monkeypatch):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.1)
    person = await make.user()
    hub = LiveHub("")
    stream = hub.follow(person.user_id, reading(make, person))

    first = await told(stream)
    for _ in range(2):
        await make.notification(person=person)

    assert (first, await told(stream)) in {("", "1"), ("", "2")}
    await hub.close()


async def test_who_signs_out_hears_no_more(make, app, browse, sql, monkeypatch):
    person = await make.user()
    token = await make.session(person)
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path": "/me/notifications/live",
        "query_string": b"",
        "state": {},
        "headers": [(b"cookie", f"showground_session={token}".encode())],
        "litestar_app": app,
        "app": app,
        "path_template": "/me/notifications/live",
        "client": ("127.0.0.1", 1),
    }
    app.state.live = LiveHub("")
    desk = await desk_of(Request(scope))
    begun: Any = (await stream_of_person(desk, badge, last_id=None)).iterator
    stream = begun.content_async_iterator
    first = await asyncio.wait_for(anext(stream), SOON)
    await sql.execute("delete from users.sessions where user_id = $1", person.user_id)

    assert first is not None
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(stream), 15)
    with pytest.raises(Unauthenticated):
        await stream_of_person(desk, badge, last_id=None)
