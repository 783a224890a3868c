"""Everything through PgBouncer in transaction mode, where a connection is another one after every commit."""

from __future__ import annotations

import asyncio
import os
from collections import Counter

import pytest
from tests.make import Make
from tests.pooler import open_pooler
from tests.races.crowd import purchase, till
from tests.races.test_sales import captured, counters
from tests.site import open_site

from showground.database import open_database_of
from showground.db.principal import Person, Worker
from showground.db.sql import compile_query
from showground.domains.payments.notices import Cashier
from showground.domains.payments.types import Checkout
from showground.domains.ticketing.door import Door
from showground.domains.ticketing.errors import SoldOut
from showground.domains.ticketing.qr import Signer
from showground.domains.ticketing.types import Scan
from showground.http.providers import providers_of
from showground.kit.ids import uuid7
from showground.settings import read_settings
from showground.worker.jobs import hears, job_app, work_off
from showground.worker.reactions import registry
from showground.worker.relay import relay

WHO = compile_query("test.who", "select auth.uid(), current_user::text, pg_backend_pid()")
FOUND = compile_query(
    "test.found",
    "select (select count(*) from messaging.notifications where event_id = :event_id), "
    "(select count(*) from analytics.analytics_events where event_id = :event_id)",
)
CODE = compile_query("test.code", "select code from ticketing.tickets where event_id = :event_id limit 1")
LEAKED = compile_query(
    "test.leaked", "select current_user::text, nullif(current_setting('request.jwt.claims', true), '')"
)


@pytest.fixture(scope="module")
async def pooled(server, template):
    """A database of these tests' own, and the settings of processes that reach it through the pooler."""
    name = f"pooled_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    async with open_site(server, name, template=template) as site, open_pooler(server, site) as (url, folder):
        state = str(folder / "state")
        given = {"DATABASE_URL": url, "SHOWGROUND_POOLER": "transaction", "SHOWGROUND_STATE_DIR": state}
        yield site, read_settings(given)


@pytest.fixture
async def through(pooled):
    """Transactions through the pooler."""
    db = open_database_of(pooled[1])
    yield db
    await db.close()


async def test_a_purchase_is_sold_settled_scanned_and_told_through_the_pooler(pooled, through):
    site, settings = pooled
    make = Make(through)
    shop, buyer = await make.shop(price=4800), await make.user()
    reactions = registry(providers_of(settings))
    app = job_app(settings, through, reactions)

    receipt = (await till(through).check_out(purchase(shop, buyer, quantity=2), key=f"key-{uuid7()}")).receipt
    outcome = await Cashier(through).accept(captured(receipt))
    async with app.open_async():
        while await relay(through, reactions):
            await work_off(app, settings)
    async with site.db.acting_as(Worker()) as tx:
        told, counted = await tx.one(FOUND, tuple_of, event_id=shop.event_id)
        code = await tx.value(CODE, event_id=shop.event_id)
    verdict = (
        await Door(through, Signer(bytes(32))).scan(
            Scan(shop.event_id, uuid7(), uuid7(), code), actor=shop.owner.user_id
        )
    ).verdict

    assert (outcome, verdict) == ("settled", "admitted")
    assert (told, counted) == (1, 3)  # the order, and its two tickets
    assert not hears(settings)


async def test_a_crowd_buys_through_three_connections(pooled, through):
    shop = await Make(through).shop(capacity=40)
    tills = [till(through) for _ in range(12)]

    answers = await asyncio.gather(
        *(tills[n % 12].check_out(purchase(shop), key=f"key-{uuid7()}") for n in range(60)), return_exceptions=True
    )

    assert Counter(map(type, answers)) == {Checkout: 40, SoldOut: 20}
    assert await counters(through, shop) == (0, 40, 40, 0)


async def test_nobody_is_taken_for_another_though_connections_are_shared(through):
    people = [uuid7() for _ in range(40)]

    async def ask(person):
        async with through.acting_as(Person(person)) as tx:
            first = await tx.one(WHO, tuple_of)
            await asyncio.sleep(0.001)
            return first, await tx.one(WHO, tuple_of)

    answers = await asyncio.gather(*(ask(person) for person in people))

    for person, (first, second) in zip(people, answers, strict=True):
        assert first == second
        assert first[:2] == (person, "authenticated")
    assert len({first[2] for first, _ in answers}) <= 3
    left = await asyncio.gather(*(through.call(LEAKED, tuple_of) for _ in range(20)))
    assert {row for rows in left for row in rows} == {("showground_app", None)}


def tuple_of(*columns):
    """Return a row as a tuple."""
    return columns
