"""Every web process is replaced, again and again, while people look and buy: nobody is refused."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from uuid import uuid4

import httpx
import psutil
import pytest
from tests.budget import pick
from tests.make import Make
from tests.make.checked import assert_clean

CLIENTS = 8
TIMES = pick(short=1, soak=10)
REFUSE = """
import os, sys
if os.path.exists({flag!r}) and "answer" in sys.orig_argv:
    sys.exit("planted: this version does not start")
"""


class Crowd:
    """People with connections that are kept: each looks at the event, then buys a ticket, again and again."""

    def __init__(self, address, shop):
        self.address, self.shop, self.stop = address, shop, asyncio.Event()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.failures: list[str] = []

    async def one(self):
        async with httpx.AsyncClient(base_url=self.address, timeout=60) as client:
            while not self.stop.is_set():
                await self.ask(client, "GET", f"/events/event-{self.shop.event_id}")
                line = {"tier": str(self.shop.tier_id), "quantity": 1}
                body = {"event": str(self.shop.event_id), "lines": [line], "name": "A", "email": "a@example.org"}
                headers = {"idempotency-key": uuid4().hex, "sec-fetch-site": "same-origin"}
                await self.ask(client, "POST", "/api/v1/orders", json=body, headers=headers)

    async def ask(self, client, method, path, **what):
        try:
            answer = await client.request(method, path, **what)
        except httpx.HTTPError as error:
            self.failures.append(f"{method}: {error!r}")
            return
        self.answers[method, answer.status_code] += 1
        if answer.status_code >= 400:
            self.failures.append(f"{method}: {answer.status_code} {answer.text[:200]}")


class Listener:
    """A browser's EventSource: it connects again when a stream ends, with what it has seen."""

    def __init__(self, address, shop, token):
        self.url = f"{address}/api/v1/events/{shop.event_id}/live"
        self.cookies, self.connected, self.seen = {"showground_session": token}, 0, []

    async def listen(self):
        last: dict[str, str] = {}
        while True:
            async with (
                httpx.AsyncClient(cookies=self.cookies, timeout=60) as client,
                client.stream("GET", self.url, headers=last) as answer,
            ):
                assert answer.status_code == 200
                self.connected += 1
                async for line in answer.aiter_lines():
                    if line.startswith("id: "):
                        last = {"last-event-id": line.removeprefix("id: ")}
                    if line.startswith("data: "):
                        self.seen.append(json.loads(line.removeprefix("data: ")))


def web_processes(platform):
    """Return the processes that answer."""
    children = psutil.Process(platform.process.pid).children()
    return {child.pid for child in children if "answer" in child.cmdline()}


async def renew(platform):
    """Run `showground reload` and return what it said, and its exit code."""
    command = platform.start("reload")
    said, complained = await asyncio.to_thread(command.communicate)
    return said + complained, command.returncode


@pytest.mark.alone
@pytest.mark.timeout(900)
async def test_processes_are_replaced_under_load_and_no_request_fails(fresh, platform_on, tmp_path, capsys):
    make, flag = Make(fresh.db), tmp_path / "refuse"
    owner = await make.user()
    shop = await make.shop(owner=owner, capacity=1_000_000)
    (tmp_path / "sitecustomize.py").write_text(REFUSE.format(flag=str(flag)))
    platform = platform_on(
        fresh.app_url,
        SHOWGROUND_HTTP_WORKERS="2",
        SHOWGROUND_MOST_HOLDS="1000000",
        SHOWGROUND_DRAIN_SECONDS="1",
        PYTHONPATH=str(tmp_path),
    )
    with platform.serving():
        crowd, listener = Crowd(platform.address, shop), Listener(platform.address, shop, await make.session(owner))
        people = [asyncio.create_task(crowd.one()) for _ in range(CLIENTS)]
        ear = asyncio.create_task(listener.listen())
        before = web_processes(platform)
        renewed = [await renew(platform) for _ in range(TIMES)]
        after = web_processes(platform)
        flag.touch()
        refused = await renew(platform)
        kept = web_processes(platform)
        crowd.stop.set()
        await asyncio.gather(*people)
        streams = await open_streams(platform)
        await asyncio.sleep(1)
        ear.cancel()
        await asyncio.gather(ear, return_exceptions=True)

    assert renewed == [("2 web process(es) replaced\n", 0)] * TIMES
    assert (len(before), len(after), before & after) == (2, 2, set())
    assert (refused[1], kept) == (1, after), refused
    assert crowd.failures == []
    assert set(crowd.answers) == {("GET", 200), ("POST", 201)}
    assert streams == 1
    assert listener.connected >= 2
    assert listener.seen[-1]["tickets_count"] == crowd.answers["POST", 201], listener.seen[-1]
    await assert_clean(fresh)
    with capsys.disabled():
        print(f"\n  {TIMES} reloads of 2 processes: {dict(crowd.answers)}, {listener.connected} streams, 0 failures")


async def open_streams(platform):
    """Return how many streams the processes count."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"{platform.address}/metrics")).text
    return sum(float(line.split()[1]) for line in text.splitlines() if line.startswith("showground_http_streams "))
