"""Limits count across connections, processes and failures, and let people in again."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import pytest
from tests.browser import Browser, client_of

from showground.app import http_app
from showground.database import open_database
from showground.db.tx import Database
from showground.http.limits import take_attempt, take_attempts
from showground.http.tally import Tally
from showground.kit.faults import TooMany
from showground.settings import read_settings
from showground.worker.loops import tidy_once

MINUTE = timedelta(minutes=1)


async def test_one_too_many_is_told_when_to_come_back(db):
    bucket = secrets.token_hex(8)
    for _ in range(3):
        await take_attempt(db, bucket, most=3, per=MINUTE)

    with pytest.raises(TooMany) as caught:
        await take_attempt(db, bucket, most=3, per=MINUTE)

    assert 1 <= caught.value.retry_after <= 60


async def test_attempts_at_once_are_each_counted(db):
    bucket = secrets.token_hex(8)

    answers = await asyncio.gather(
        *(take_attempt(db, bucket, most=10, per=MINUTE) for _ in range(30)), return_exceptions=True
    )

    assert sum(answer is None for answer in answers) == 10


async def test_crossed_batches_do_not_wait_for_each_other_in_a_circle(db):
    ours = [secrets.token_hex(8) for _ in range(40)]

    await asyncio.gather(
        *(take_attempts(db, dict.fromkeys(ours[:: 1 if n % 2 else -1], 1), per=MINUTE) for n in range(40))
    )

    taken = await take_attempts(db, dict.fromkeys(ours, 1), per=MINUTE)
    assert {one.attempts for one in taken} == {41}


async def test_the_window_ends(db):
    bucket = secrets.token_hex(8)
    await take_attempt(db, bucket, most=1, per=timedelta(milliseconds=50))
    await asyncio.sleep(0.06)

    await take_attempt(db, bucket, most=1, per=timedelta(milliseconds=50))


async def test_windows_that_are_over_are_forgotten(db, site, sql):
    old, young = secrets.token_hex(8), secrets.token_hex(8)
    await take_attempts(db, {old: 1, young: 1}, per=MINUTE)
    await sql.execute(
        "update showground.rate_limits set window_start = now() - interval '1 hour' where bucket = $1", old
    )

    await tidy_once(read_settings({"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": "/nowhere"}), db)

    assert await sql.fetch("select bucket from showground.rate_limits where bucket = any($1)", [old, young]) == [
        (young,)
    ]


PROCESS = """
import asyncio, sys
from datetime import timedelta
from typing import cast
from showground.database import open_database
from showground.http.limits import take_attempt
from showground.kit.faults import TooMany

async def main(url, bucket):
    db, passed = open_database(url), 0
    for _ in range(30):
        try:
            await take_attempt(db, bucket, most=20, per=timedelta(minutes=1))
            passed += 1
        except TooMany:
            pass
    await db.close()
    print(passed)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_two_processes_count_together(site):
    bucket = secrets.token_hex(8)

    async def passed():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROCESS, site.app_url, bucket, stdout=asyncio.subprocess.PIPE
        )
        return int((await process.communicate())[0])

    assert sum(await asyncio.gather(passed(), passed())) == 20


async def test_guessing_a_password_stops(browse, make):
    person, browser = await make.user(), await browse()
    token = await browser.token("/sign-in")

    async def guess(password):
        fields = {"email": person.email, "password": password, "csrf_token": token}
        return await browser.client.post("/sign-in", data=fields)

    wrong = [(await guess("wrong password")).status_code for _ in range(10)]
    late = await guess(person.password)

    assert wrong == [422] * 10
    assert (late.status_code, 1 <= int(late.headers["retry-after"]) <= 900) == (429, True)  # right, but too late
    assert "It goes on in 15 minutes." in late.text


@asynccontextmanager
async def second_app(site, state, **settings):
    """A second installation's process on the same database."""
    given = {f"SHOWGROUND_{name.upper()}": str(value) for name, value in settings.items()}
    opened = http_app(read_settings({"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(state), **given}))
    yield opened
    await opened.state.counter.drain()
    await opened.state.db.close()


async def test_two_servers_refuse_guesses_together(site, app, tmp_path, make):
    person = await make.user()
    async with second_app(site, tmp_path) as other:
        clients = [client_of(app), client_of(other)]
        body = {"email": person.email, "password": "wrong password"}

        answers = [(await clients[n % 2].post("/api/v1/sessions", json=body)) for n in range(11)]

        assert [one.status_code for one in answers] == [401] * 10 + [429]
        assert int(answers[-1].headers["retry-after"]) == answers[-1].json()["retry_after"]
        for client in clients:
            await client.aclose()


async def test_two_servers_refuse_purchases_together(site, tmp_path, make):
    """With one cart allowed, ten purchases are: seven here and three there, and then none on either side."""
    shop, buyer = await make.shop(price=0, capacity=100), await make.user()
    key = (await make.api_key(buyer, scopes=("buy",))).secret
    async with (
        second_app(site, tmp_path, most_holds=1) as one,
        second_app(site, tmp_path, most_holds=1) as other,
        client_of(one, authorization=f"Bearer {key}") as here,
        client_of(other, authorization=f"Bearer {key}") as there,
    ):

        async def buy(client):
            body = {"event": str(shop.event_id), "lines": [{"tier": str(shop.tier_id), "quantity": 1}]}
            return await client.post("/api/v1/orders", json=body, headers={"idempotency-key": secrets.token_hex(16)})

        first = [(await buy(here)).status_code for _ in range(7)]
        await one.state.counter.tally.drain()
        second = [(await buy(there)).status_code]
        await other.state.counter.tally.drain()  # it has heard of the seven
        second += [(await buy(there)).status_code for _ in range(3)]
        await one.state.counter.tally.drain()
        late = await buy(there)

    assert (first, second) == ([201] * 7, [201, 201, 201, 429])
    assert 1 <= int(late.headers["retry-after"]) <= 900


class Counting:
    """A database that counts its calls."""

    def __init__(self, db):
        self._db, self.calls = db, 0

    async def call(self, *args, **parameters):
        self.calls += 1
        return await self._db.call(*args, **parameters)


async def test_a_thousand_purchases_cost_the_limit_a_handful_of_round_trips(db):
    counting, buckets = Counting(db), [secrets.token_hex(8) for _ in range(50)]
    tally = Tally(cast("Database", counting), per=MINUTE)
    began = time.perf_counter()

    for n in range(1000):
        tally.take(buckets[n % 50], most=20)
        if n % 100 == 99:
            await asyncio.sleep(0.005)
    micros = (time.perf_counter() - began - 0.05) * 1000
    await tally.drain()

    print(f"a purchase counted: {micros:.1f} us; 1,000 purchases of 50 people: {counting.calls} round trips")
    assert counting.calls <= 5
    assert {one.attempts for one in await take_attempts(db, dict.fromkeys(buckets, 1), per=MINUTE)} == {21}
    with pytest.raises(TooMany):
        tally.take(buckets[0], most=20)


async def test_purchases_go_on_while_nobody_can_count_and_each_process_counts_for_itself():
    nowhere = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    tally = Tally(nowhere, per=MINUTE)

    for _ in range(3):
        tally.take("buyer", most=3)
    await tally.drain()

    with pytest.raises(TooMany):
        tally.take("buyer", most=3)


async def test_nobody_signs_in_while_nobody_can_count(app, tmp_path):
    unreachable = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "SHOWGROUND_STATE_DIR": str(tmp_path)}
    async with client_of(http_app(read_settings(unreachable))) as client:
        body = {"email": "mara@example.org", "password": "a lantern for every tent"}

        assert (await client.post("/api/v1/sessions", json=body)).status_code == 503


async def test_a_browser_meets_the_limit_of_carts_as_a_page(site, tmp_path, make):
    shop = await make.shop(price=0, capacity=100)
    async with second_app(site, tmp_path, most_holds=1) as app:
        browser = Browser(app)
        browser.sign_in(await make.session(await make.user()))
        token = await browser.token()

        async def hold():
            fields = {f"tier-{shop.tier_id}": "1", "csrf_token": token}
            return await browser.client.post(f"/events/event-{shop.event_id}/cart", data=fields)

        assert [(await hold()).status_code for _ in range(2)] == [303, 429]
        await browser.client.aclose()
