"""Two web processes and a worker behind PgBouncer: whoever answers, it is one platform."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import re
from uuid import uuid4

import asyncpg
import httpx
import pytest
from tests.browser import Browser, client_of
from tests.make import Make
from tests.make.checked import assert_clean
from tests.make.pictures import picture_bytes
from tests.operate.conftest import SECONDS, Platform
from tests.pooler import open_pooler
from tests.postoffice import open_office
from tests.site import open_site

from showground.db.pool import prepare_connection
from showground.db.principal import Worker
from showground.domains.ticketing.defaults import ensure_default_fee_plan

PUBLIC = "http://127.0.0.1:8000"  # what stands in letters; who answers there is the turn's
PASSWORD = "a lantern for every tent"
LINK = re.compile(re.escape(PUBLIC) + r"(/[^\s\"<>]+)")
MEDIA = re.compile(r"/media/avatar-[0-9a-f]{40}-\d+\.webp")

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]


class InTurn(httpx.AsyncBaseTransport):
    """A load balancer: every request goes to the next process."""

    def __init__(self, *ports):
        self.ports, self.way = itertools.cycle(ports), httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request):
        request.url = request.url.copy_with(port=next(self.ports))
        return await self.way.handle_async_request(request)

    async def aclose(self):
        await self.way.aclose()


class House:
    """The whole: the database behind the pooler, a mail server, two web processes, the worker."""

    def __init__(self, site, office, first, second):
        self.site, self.office, self.first, self.second = site, office, first, second
        self.make = Make(site.db)

    def client(self, **headers):
        """Return a client whose requests go to one process and the other."""
        return client_of(InTurn(self.first.port, self.second.port), **headers)

    async def program(self, person):
        """Return a program with all rights of a person."""
        key = await self.make.api_key(person, scopes=("read", "buy", "scan", "manage"))
        return self.client(authorization=f"Bearer {key.secret}")

    async def in_person(self, person):
        """Return a client as which somebody is signed in."""
        client = self.client(**{"sec-fetch-site": "same-origin"})
        client.cookies.set("showground_session", await self.make.session(person), domain="127.0.0.1", path="/")
        return client

    async def letter(self, email, path):
        """Return the link of the first letter to somebody that leads to such a path."""
        async with asyncio.timeout(30):
            while True:
                for one in self.office.taken_by(email):
                    for link in LINK.findall(one.message.get_body(("plain",)).get_content()):
                        if link.startswith(path):
                            return link
                await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
async def house(server, template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    name = f"house_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    async with (
        open_site(server, name, template=template) as site,
        open_pooler(server, site) as (url, _),
        open_office() as office,
    ):
        async with site.db.acting_as(Worker()) as tx:
            await ensure_default_fee_plan(tx)
        shared = {
            "SHOWGROUND_POOLER": "transaction",
            "SHOWGROUND_PUBLIC_URL": PUBLIC,
            "SHOWGROUND_SMTP_URL": f"smtp://127.0.0.1:{office.port}?tls=never",
            "SHOWGROUND_MAIL_FROM": "Showground <tickets@example.org>",
            "SHOWGROUND_TEST_PAYMENTS": "on",
        }
        first = Platform(folder, url, SHOWGROUND_LISTEN_URL=site.app_url, **shared)
        second = Platform(folder, url, **shared)  # no direct connection: it polls
        with first.serving(), second.serving():
            worker = first.start("worker")
            try:
                yield House(site, office, first, second)
                await assert_clean(site)
            finally:
                worker.terminate()
                said = await asyncio.to_thread(worker.communicate, timeout=SECONDS)
        assert worker.returncode == 0, said
    assert "Traceback" not in "".join(said) + first.log.read_text()


async def until(found, *, seconds=30):
    """Wait for an answer that is true, and return it."""
    async with asyncio.timeout(seconds):
        while True:
            if answer := await found():
                return answer
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def listening(platform, path, key):
    """Follow a stream of one process: the list of what it has said so far."""
    seen: list[dict[str, int]] = []

    async def listen():
        async with (
            httpx.AsyncClient(base_url=platform.address, headers=key, timeout=60) as client,
            client.stream("GET", path) as answer,
        ):
            assert answer.status_code == 200, await answer.aread()
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line[6:]))  # noqa: PERF401 - each at once

    ear = asyncio.create_task(listen())
    try:
        await until(lambda: asyncio.sleep(0, bool(seen) or ear.done()))
        yield seen
    finally:
        ear.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ear


async def test_a_person_signs_up_at_one_and_is_known_to_the_other(house):
    email = f"{uuid4().hex}@example.org"
    browser = Browser(InTurn(house.first.port, house.second.port))
    async with browser.client:
        given = {"name": "Mara Lind", "email": email, "password": PASSWORD, "next": ""}
        signed_up = await browser.post("/sign-up", page="/sign-up", **given)
        unproved = [(await browser.open("/me")).text for _ in range(2)]
        link = await house.letter(email, "/prove-email")
        proved = await browser.post("/prove-email", page=link, token=link.partition("token=")[2])
        pages = [await browser.open("/me") for _ in range(2)]

    assert (signed_up.status_code, proved.status_code) == (303, 303)
    assert ["Confirm your e-mail address" in page for page in unproved] == [True, True]
    assert [page.status_code for page in pages] == [200, 200]
    assert ["Mara Lind" in page.text for page in pages] == [True, True]
    assert ["Confirm your e-mail address" in page.text for page in pages] == [False, False]


async def test_what_is_sold_at_both_is_counted_live_at_each_and_admitted_once(house):
    shop = await house.make.shop(price=4800, capacity=6)
    email = f"{uuid4().hex}@example.org"
    line = {"tier": str(shop.tier_id), "quantity": 1}
    body = {"event": str(shop.event_id), "lines": [line], "name": "Mara Lind", "email": email}
    live = f"/api/v1/events/{shop.event_id}/live"
    async with await house.program(shop.owner) as seller, house.client() as guest:
        key = {"authorization": seller.headers["authorization"]}
        async with listening(house.first, live, key) as told, listening(house.second, live, key) as polled:
            keys = [{"idempotency-key": uuid4().hex} for _ in range(8)]
            twice = [again for one in keys for again in (one, one)]  # each sent to both processes at once
            answers = await asyncio.gather(*(guest.post("/api/v1/orders", json=body, headers=one) for one in twice))
            sold = {answer.json()["order"]: answer for answer in answers if answer.status_code == 201}
            paid = [
                await guest.post(
                    f"/api/v1/payments/{one.json()['payment']}/test-outcome",
                    json={"outcome": "duplicate"},
                    headers={"x-order-token": one.json()["order_token"]},
                )
                for one in sold.values()
            ]
            await until(lambda: asyncio.sleep(0, told[-1]["tickets_count"] == polled[-1]["tickets_count"] == 6))
        async with connected(house.site) as sql:
            codes = await sql.fetch(
                "select code from ticketing.tickets where event_id = $1 order by code", shop.event_id
            )
        scans = f"/api/v1/events/{shop.event_id}/scans"
        verdicts = await asyncio.gather(
            *(
                seller.post(
                    scans, json={"code": row["code"], "scanner_id": str(uuid4()), "client_scan_id": str(uuid4())}
                )
                for row in codes
                for _ in range(2)
            )
        )
        page = await guest.get(await house.letter(email, "/orders/"), follow_redirects=True)

    assert (len(sold), {answer.status_code for answer in answers}) == (6, {201, 409})
    assert {answer.status_code for answer in paid} == {200}
    assert sorted(answer.json()["verdict"] for answer in verdicts) == ["admitted"] * 6 + ["duplicate"] * 6
    assert (page.status_code, "Mara Lind" in page.text) == (200, True)


async def test_wrong_passwords_are_counted_whoever_is_asked(house):
    person = await house.make.user()
    browser = Browser(InTurn(house.first.port, house.second.port))
    async with browser.client:
        answers = [
            (await browser.post("/sign-in", page="/sign-in", email=person.email, password=f"wrong {n}", next=""))
            for n in range(14)
        ]

    codes = [answer.status_code for answer in answers]
    assert codes == sorted(codes)
    assert set(codes) == {422, 429}


async def test_a_picture_sent_to_one_is_shown_by_the_other(house):
    person = await house.make.user()
    browser = Browser(InTurn(house.first.port, house.second.port))
    async with browser.client:
        browser.sign_in(await house.make.session(person))
        token = await browser.token()
        sent = await browser.client.post(
            "/me/avatar", data={"csrf_token": token}, files={"picture": ("me.png", picture_bytes())}
        )
        pages = [(await browser.open(f"/people/{person.handle}")).text for _ in range(2)]
        files = [await browser.open(MEDIA.search(page)[0]) for page in pages for _ in range(2)]

    assert sent.status_code == 303
    assert {(file.status_code, file.headers["content-type"]) for file in files} == {(200, "image/webp")}
    assert len({file.content for file in files}) == 1


async def test_what_both_saw_is_recorded_once_each(house):
    shop = await house.make.shop(price=0)
    headers = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"}
    async with house.client(**headers) as visitor, connected(house.site) as sql:
        for _ in range(6):
            assert (await visitor.get(f"/events/event-{shop.event_id}")).status_code == 200

        async def seen():
            return await sql.fetchval(
                "select count(*) from analytics.analytics_events where event_id = $1 and event_type = 'event.viewed' "
                "having count(*) >= 6",
                shop.event_id,
            )

        assert await until(seen) == 6
        visitors = await sql.fetchval(
            "select count(distinct visitor) from analytics.analytics_events where event_id = $1", shop.event_id
        )
    assert visitors == 1  # both know the salt of the day


async def test_a_copy_of_ones_data_is_asked_of_one_and_fetched_from_the_other(house):
    person = await house.make.user(name="Mara of Both Houses")
    async with await house.in_person(person) as browser:
        asked = await browser.post("/api/v1/me/exports")

        async def ready():
            return [one for one in (await browser.get("/api/v1/me/exports")).json() if one["state"] == "ready"]

        [made] = await until(ready)
        files = [await browser.get(f"/api/v1/me/exports/{made['id']}/file") for _ in range(2)]

    assert asked.status_code == 202
    assert [file.status_code for file in files] == [200, 200]
    assert files[0].content == files[1].content


async def test_a_process_that_dies_takes_nobody_with_it(house):
    shop = await house.make.shop(price=0)
    spare = Platform(house.first.state.parent, house.first.environment["DATABASE_URL"])
    spare.environment = {**house.second.environment, "SHOWGROUND_PORT": str(spare.port)}
    body = {"event": str(shop.event_id), "lines": [{"tier": str(shop.tier_id), "quantity": 1}], "name": "A"}
    body["email"] = "a@example.org"
    key = {"idempotency-key": uuid4().hex}
    async with dying(spare) as client:
        first = await client.post("/api/v1/orders", json=body, headers=key)
    async with house.client() as client:
        again = await client.post("/api/v1/orders", json=body, headers=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"


@contextlib.asynccontextmanager
async def dying(platform):
    """Give a client of a platform that is killed at the end."""
    with contextlib.suppress(AssertionError), platform.serving():  # it does not end well
        async with httpx.AsyncClient(base_url=platform.address) as client:
            yield client
        platform.process.kill()


@contextlib.asynccontextmanager
async def connected(site):
    """Open a raw connection as the owner of all tables."""
    connection = await asyncpg.connect(site.owner_url)
    await prepare_connection(connection)
    yield connection
    await connection.close()
