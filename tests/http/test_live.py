"""The hub of live numbers: who is woken, by whom, and who no longer hears."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager

import httpx
import pytest

from showground.db.principal import Worker
from showground.domains.events.staffing import store as staffing
from showground.domains.organizations import store as organizations
from showground.http import live
from showground.http.live import LiveHub
from showground.kit.faults import Refused
from showground.kit.ids import uuid7

SOON = 1.5  # less than a look without being woken


@asynccontextmanager
async def hub_on(url):
    hub = LiveHub(url)
    hub.open()
    try:
        yield hub
    finally:
        await hub.close()


def counting():
    """Return numbers that the test moves, and the question for them."""
    numbers = {"orders": 0}

    async def read():
        return dict(numbers)

    return numbers, read


async def told(stream):
    message = await asyncio.wait_for(anext(stream), SOON)
    return json.loads(message.data)


async def test_a_listener_is_told_at_once_and_only_what_changed():
    async with hub_on("") as hub:
        topic, (numbers, read) = uuid7(), counting()
        stream = hub.follow(topic, read)
        first = await told(stream)
        hub.touched(topic)  # nothing changed, so nothing is said
        numbers["orders"] = 1
        hub.touched(topic)

        assert (first, await told(stream)) == ({"orders": 0}, {"orders": 1})


async def test_without_notifications_it_looks_again(monkeypatch):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.1)
    async with hub_on("") as hub:
        numbers, read = counting()
        stream = hub.follow(uuid7(), read)
        await told(stream)
        numbers["orders"] = 2

        assert await told(stream) == {"orders": 2}


async def test_another_process_is_told_by_the_database(app_url, monkeypatch):
    monkeypatch.setattr(live, "CALM_SECONDS", 60)
    async with hub_on(app_url) as here, hub_on(app_url) as there:
        topic, (numbers, read) = uuid7(), counting()
        stream = there.follow(topic, read)
        await told(stream)
        await asyncio.sleep(0.5)
        assert here._connected
        assert there._connected
        waiting = asyncio.ensure_future(told(stream))
        await asyncio.sleep(0.5)  # it has looked, and sleeps for a minute
        numbers["orders"] = 3
        here.touched(topic)

        assert await waiting == {"orders": 3}


async def test_who_asks_the_same_at_the_same_moment_shares_one_look():
    async with hub_on("") as hub:
        topic, looks, gate = uuid7(), [], asyncio.Event()

        async def read():
            looks.append(1)
            await gate.wait()
            return {"orders": len(looks)}

        mine = [hub.follow(topic, read, asker="mine") for _ in range(50)]
        waiting = [asyncio.ensure_future(told(stream)) for stream in [*mine, hub.follow(topic, read, asker="his")]]
        await asyncio.sleep(0.1)
        waiting[0].cancel()  # it was the one that asked
        gate.set()
        answers = await asyncio.gather(*waiting[1:])

        assert (len(looks), answers) == (2, [{"orders": 2}] * 50)


async def test_many_listeners_do_not_look_more_often_together(monkeypatch):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(live, "APART_SECONDS", 0.01)
    monkeypatch.setattr(live, "LOOKS_A_SECOND", 50)
    async with hub_on("") as hub:
        looks, at_once, most = 0, 0, 0

        async def read():
            nonlocal looks, at_once, most
            looks, at_once = looks + 1, at_once + 1
            most = max(most, at_once)
            await asyncio.sleep(0.001)
            at_once -= 1
            return {"orders": 0}

        async def listen():
            return [message async for message in hub.follow(uuid7(), read)]

        listeners = [asyncio.ensure_future(listen()) for _ in range(200)]
        await asyncio.sleep(3)  # alone, each would have looked fifty times
        hub.end()
        heard = await asyncio.gather(*listeners)

    assert 200 <= looks <= 200 + 50 * 4
    assert (most, {len(messages) for messages in heard}) == (live.LOOKS_AT_ONCE, {1})


async def test_what_was_seen_is_not_said_again():
    async with hub_on("") as hub:
        topic, (numbers, read) = uuid7(), counting()
        stream = hub.follow(topic, read)
        seen = (await anext(stream)).id
        later = hub.follow(topic, read, last_id=seen)
        waiting = asyncio.ensure_future(told(later))
        await asyncio.sleep(0.4)
        numbers["orders"] = 4
        hub.touched(topic)

        assert await waiting == {"orders": 4}


async def test_a_quiet_line_is_kept(monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(live, "POLL_SECONDS", 0.1)
    async with hub_on("") as hub:
        stream = hub.follow(uuid7(), counting()[1])
        await told(stream)

        kept = await asyncio.wait_for(anext(stream), SOON)

        assert kept.encode() == b": still here\r\n\r\n"  # no data: a browser would take it for a message


async def test_who_may_no_longer_ask_hears_nothing_more():
    async with hub_on("") as hub:
        topic, dismissed = uuid7(), False

        async def read():
            if dismissed:
                raise Refused
            return {"orders": 0}

        stream = hub.follow(topic, read)
        await told(stream)
        dismissed = True
        hub.touched(topic)

        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(stream), SOON)
        assert hub._listeners == {}


async def test_stopping_ends_every_stream():
    async with hub_on("") as hub:
        stream = hub.follow(uuid7(), counting()[1])
        await told(stream)
        waiting = asyncio.ensure_future(anext(stream, None))
        await asyncio.sleep(0.1)

    assert await asyncio.wait_for(waiting, SOON) is None


async def test_strangers_hear_nothing(make, browse, api):
    shop = await make.shop()
    person = await make.user()

    answers = [
        await (await browse(person)).open(f"/console/events/{shop.event_id}/live"),
        await (await api(person)).get(f"/api/v1/events/{shop.event_id}/live"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_a_server_with_listeners_sends_numbers_cuts_off_who_left_and_stops_when_asked(make, app_url, tmp_path):
    club = await make.organization()
    owner, editor = await make.member(club, role="owner"), await make.member(club, role="editor")
    shop = await make.shop(owner=owner, org_id=club.id)
    helper = await make.helper(shop.event_id, owner=owner)
    tokens = [await make.session(person) for person in (owner, editor, helper)]
    address, process = started(app_url, tmp_path)
    try:
        async with httpx.AsyncClient(base_url=address, timeout=20) as client:
            path = f"/console/events/{shop.event_id}/live"
            mine, theirs, helpers = (listening(client, path, token) for token in tokens)
            first, at_the_door = [await anext(mine), await anext(theirs)], await anext(helpers)
            async with make.db.acting_as(Worker()) as tx:
                await organizations.remove_member(tx, org_id=club.id, user_id=editor.user_id)
                await staffing.remove(tx, event_id=shop.event_id, user_id=helper.user_id)
            left = await asyncio.wait_for(anext(theirs, "cut off"), 10)
            dismissed = await asyncio.wait_for(anext(helpers, "cut off"), 10)
            await make.sale(shop)
            moved = await asyncio.wait_for(anext(mine), 10)
            process.terminate()
            ended = await asyncio.wait_for(anext(mine, "ended"), 10)
        code = await asyncio.to_thread(process.wait, 10)
    finally:
        process.kill()

    in_and_expected = {"admitted": "0", "expected": "0", "sold": 0}
    assert first == [{"orders": "0", "tickets": "0", "revenue": "0.00", **in_and_expected}] * 2
    assert (at_the_door, dismissed) == (in_and_expected, "cut off")
    assert (left, moved["orders"], moved["tickets"], ended, code) == ("cut off", "1", "2", "ended", 0)


async def listening(client, path, token):
    """Give the numbers that a stream sends to a session."""
    async with client.stream("GET", path, headers={"cookie": f"showground_session={token}"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def started(app_url, state):
    """Start a server; return its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"DATABASE_URL": app_url, "SHOWGROUND_PORT": str(port), "SHOWGROUND_STATE_DIR": str(state)}
    process = subprocess.Popen([sys.executable, "-m", "showground", "serve"], env={**os.environ, **given})
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return address, process
        except httpx.TransportError:
            time.sleep(0.1)
    process.kill()
    pytest.fail("the server did not come up")
