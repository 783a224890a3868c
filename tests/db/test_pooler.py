"""Everything through PgBouncer in transaction mode, where a connection is another one after every commit."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.make import Make
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

CONFIG = """
[databases]
{name} = host=127.0.0.1 port={port} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
logfile =
pidfile =
"""
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


def pgbouncer():
    """Return the program.

    Raises:
        RuntimeError: it is not installed.
    """
    found = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        msg = "this test needs the system package pgbouncer: install it (`make programs` does) and run it again"
        raise RuntimeError(msg)
    return found


@pytest.fixture(scope="module")
async def pooled(server, template):
    """A database of these tests' own, and the settings of processes that reach it through the pooler."""
    async with open_site(server, f"pooled_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template=template) as site:
        folder = Path(tempfile.mkdtemp(prefix="showground-pooler-"))
        bouncer, url = start(folder, server.address, site)
        try:
            await listening(url)
            settings = read_settings(
                {"DATABASE_URL": url, "SHOWGROUND_POOLER": "transaction", "SHOWGROUND_STATE_DIR": str(folder / "state")}
            )
            yield site, settings
        finally:
            bouncer.terminate()
            bouncer.wait(10)
            shutil.rmtree(folder)


def start(folder, address, site):
    """Start a pooler for one database; return its process and the serving login's URL through it."""
    password = address.passwords["showground_app"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = probe.getsockname()[1]
    (folder / "users.txt").write_text(f'"showground_app" "{password}"\n')
    (folder / "pgbouncer.ini").write_text(
        CONFIG.format(name=site.name, port=address.port, listen=listen, folder=folder)
    )
    as_whom: dict[str, Any] = {}
    if os.geteuid() == 0:  # it refuses to run as root
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        as_whom = {"user": nobody.pw_uid, "group": nobody.pw_gid}
    bouncer = subprocess.Popen([pgbouncer(), str(folder / "pgbouncer.ini")], **as_whom)
    return bouncer, f"postgresql://showground_app:{password}@127.0.0.1:{listen}/{site.name}"


async def listening(url):
    """Return once the pooler takes connections."""
    async with asyncio.timeout(20):
        while True:
            try:
                await (await asyncpg.connect(url)).close()
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return


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
