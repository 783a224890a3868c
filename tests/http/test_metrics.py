"""`/metrics`: who may read it, and that what happens is what it says."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.browser import client_of

from showground.app import http_app
from showground.db.principal import Worker
from showground.domains.ticketing.door import Door
from showground.domains.ticketing.qr import Signer
from showground.domains.ticketing.types import Scan
from showground.http import metrics
from showground.http.shortly import Shortly
from showground.kit.ids import uuid7
from showground.measures.files import VARIABLE
from showground.settings import read_settings


def samples_of(text):
    """Return the value of each sample by name and labels, as Prometheus' own reader understands them."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def scrape(browse, monkeypatch):
    """Read the measures of this process as Prometheus does."""
    monkeypatch.setattr(metrics, "SHORTLY", Shortly(0))

    async def read():
        answer = await (await browse()).open("/metrics")
        assert answer.status_code == 200
        return samples_of(answer.text)

    return read


def moved(before, after, name, **labels):
    """Return by how much a sample grew."""
    key = (name, *sorted(labels.items()))
    return after.get(key, 0) - before.get(key, 0)


async def test_sales_are_counted_by_outcome_and_timed(scrape, make):
    shop = await make.shop(capacity=1)
    before = await scrape()

    await make.purchase(shop)
    with pytest.raises(Exception, match="places"):
        await make.purchase(shop)

    after = await scrape()
    assert moved(before, after, "showground_sales_total", outcome="sold") == 1
    assert moved(before, after, "showground_sales_total", outcome="ticketing.sold_out") == 1
    assert moved(before, after, "showground_check_out_seconds_count") == 2


async def test_scans_are_counted_by_verdict(scrape, make, db):
    owner = await make.user()
    shop = await make.shop(owner=owner)
    before = await scrape()

    await Door(db, Signer(bytes(32))).scan(Scan(shop.event_id, uuid7(), uuid7(), "NOBODYS-CODE"), actor=owner.user_id)

    assert moved(before, await scrape(), "showground_scans_total", verdict="unknown") == 1


async def test_requests_are_timed_by_route_and_status_and_not_by_address(scrape, browse):
    nobody, before = await browse(), await scrape()
    for path in ("/events/nothing-1", "/events/nothing-2", "/wp-login.php", "/.env"):
        await nobody.open(path)
    await nobody.client.request("BREW", "/events/nothing-3")

    after, name = await scrape(), "showground_http_request_seconds_count"
    assert moved(before, after, name, method="GET", route="/events/{slug}", status="404") == 2
    assert moved(before, after, name, method="GET", route="none", status="404") == 2
    assert moved(before, after, name, method="other", route="none", status="405") == 1


async def test_what_waits_in_the_database_is_told(scrape, make, sql):
    await sql.execute("update showground.outbox set relayed_at = now() where relayed_at is null")
    await make.cart()
    before = (await scrape())["showground_jobs_failed",]
    await make.failed_job()
    await sql.execute(
        "insert into showground.outbox (id, kind, body, created_at) "
        "values (gen_random_uuid(), 'test.waiting', '{}', now() - interval '7 minutes')"
    )

    found = await scrape()

    assert found["showground_database_up",] == 1
    assert found["showground_hold_age_seconds",] > 0
    assert 420 <= found["showground_outbox_lag_seconds",] < 480
    assert found["showground_outbox_waiting",] == 1
    assert found["showground_jobs_failed",] == before + 1
    await sql.execute("delete from showground.outbox where kind = 'test.waiting'")


async def test_connections_are_counted_while_they_are_lent(scrape, db):
    before = await scrape()
    async with db.acting_as(Worker()):
        during = await scrape()

    assert moved(before, during, "showground_pool_in_use", lane="service_role") == 1
    assert moved(during, await scrape(), "showground_pool_in_use", lane="service_role") == -1
    assert moved(before, during, "showground_pool_wait_seconds_count", lane="service_role") >= 1


async def test_a_database_that_is_down_is_told_and_the_scrape_goes_well():
    app = http_app(read_settings({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}))
    async with client_of(app) as client:
        answer = await client.get("/metrics")

    assert samples_of(answer.text)["showground_database_up",] == 0
    assert "showground_outbox_waiting" not in answer.text


@pytest.mark.parametrize(
    ("settings", "peer", "token", "status"),
    [
        ({}, "127.0.0.1", None, 200),
        ({}, "192.0.2.7", None, 401),
        ({"SHOWGROUND_PUBLIC_URL": "https://tickets.example"}, "127.0.0.1", None, 401),
        ({"SHOWGROUND_HOST": "192.0.2.1"}, "127.0.0.1", None, 401),
        ({"SHOWGROUND_METRICS_TOKEN": "scraper"}, "192.0.2.7", "scraper", 200),
        ({"SHOWGROUND_METRICS_TOKEN": "scraper"}, "127.0.0.1", None, 401),
        ({"SHOWGROUND_METRICS_TOKEN": "scraper"}, "127.0.0.1", "guess", 401),
    ],
)
async def test_who_may_read_it(site, settings, peer, token, status):
    app = http_app(read_settings({"DATABASE_URL": site.app_url, **settings}))
    transport = httpx.ASGITransport(app, client=(peer, 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answer = await client.get("/metrics", headers={"authorization": f"Bearer {token}"} if token else {})

    await app.state.db.close()
    assert answer.status_code == status


COUNT = """
import sys
from showground.measures import CHECK_OUT, POOL_IN_USE, SALES, files
for _ in range(int(sys.argv[1])):
    SALES.labels("sold").inc(); CHECK_OUT.observe(0.003); POOL_IN_USE.labels("login").inc()
"""
READ = "import sys; from showground.measures.files import exposition; sys.stdout.buffer.write(exposition())"


def test_numbers_of_several_processes_are_added_and_outlive_them(tmp_path):
    """Two processes count and end; others that only read say the sum, again and again, and files do not pile up."""

    def run(program, *words):
        done = subprocess.run(
            [sys.executable, "-c", program, *words], env={VARIABLE: str(tmp_path)}, capture_output=True, check=True
        )
        return done.stdout.decode()

    for times in ("4", "5"):
        run(COUNT, times)
    sums = [samples_of(run(READ)) for _ in range(2)]

    assert sums[0] == sums[1]
    assert sums[0]["showground_sales_total", ("outcome", "sold")] == 9
    assert sums[0]["showground_check_out_seconds_bucket", ("le", "0.005")] == 9
    assert sums[0]["showground_check_out_seconds_bucket", ("le", "0.002")] == 0
    assert ("showground_pool_in_use", ("lane", "login")) not in sums[0]  # nobody who lives holds one
    owners = {file.stem.rpartition("_")[2] for file in tmp_path.glob("*.db")}
    assert (len(owners), "0" in owners) == (2, True)  # nobody's, and those of the last reader
