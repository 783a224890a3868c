"""What organizers do from the command line, on a platform that is up."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

REFUSED, UNKNOWN, CONFLICT = 3, 4, 5


def commands(site, state):
    """Return what runs a command: it answers with the exit code, the cells of the lines and what was said as error."""

    def command(*words):
        environment = {**os.environ, "DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(state)}
        done = subprocess.run(
            [sys.executable, "-m", "showground", *words], env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, [line.split("\t") for line in done.stdout.splitlines()], done.stderr

    return command


@pytest.fixture
def run(site, tmp_path):
    return commands(site, tmp_path)


async def test_an_event_is_shown_with_its_sales(run, make):
    shop = await make.shop(price=1200, capacity=9)
    await make.sale(shop)

    code, lines, _ = run("event", "show", f"event-{shop.event_id}")
    told = {line[0]: line[1:] for line in lines}

    assert code == 0
    assert (told["status"], told["tier"]) == (["published"], ["Regular", "12.00 EUR", "2/9", "on_sale"])
    assert (told["orders"], told["tickets"], told["revenue"]) == (["1"], ["2"], ["24.00 EUR"])


async def test_orders_are_listed_and_shown(run, make):
    shop = await make.shop(price=1200)
    codes = await make.sale(shop, buyer=await make.user(name="Bo Sung"))

    _, [line], _ = run("order", "list", str(shop.event_id), "--status", "paid")
    code, lines, _ = run("order", "show", line[0])

    assert (line[2:4], line[6]) == (["paid", "2"], "Bo Sung")
    assert code == 0
    assert sorted(each[1] for each in lines if each[0] == "ticket") == sorted(codes)


async def test_a_code_admits_once_and_only_for_who_works_there(run, make):
    shop = await make.shop(owner=await make.user(email=f"door-{make.number()}@example.org"))
    stranger = await make.user()
    [code, _] = await make.sale(shop)

    first = run("scan", str(shop.event_id), code, "--as", shop.owner.email)
    again = run("scan", str(shop.event_id), code, "--as", shop.owner.email)
    refused = run("scan", str(shop.event_id), code, "--as", stranger.email)

    assert (first[0], first[1][0][0]) == (0, "admitted")
    assert (again[0], again[1][0][0]) == (CONFLICT, "duplicate")
    assert (refused[0], refused[1], refused[2]) == (REFUSED, [], "You may not scan for this event.\n")


async def test_a_wallet_shows_its_lines(run, make):
    shop = await make.shop(price=1200)
    await make.sale(shop)

    code, lines, _ = run("wallet", "show", shop.owner.handle)

    assert code == 0
    assert (lines[0][:2], lines[1][1:3], lines[1][4]) == (
        ["balance", "24.00 EUR"],
        ["sale", "24.00 EUR"],
        "Lantern Night",
    )


async def test_a_draft_that_is_not_ready_stays_one(run, make, api):
    owner = await make.user()
    draft = {
        "owner_type": "user",
        "owner_id": str(owner.user_id),
        "title": "Not Ready",
        "starts_at": "2027-06-12T19:30:00+02:00",
        "ends_at": "2027-06-12T23:00:00+02:00",
        "timezone": "Europe/Brussels",
        "currency_code": "EUR",
        "city": "Gent",
    }
    client = await api(owner)
    event = (await client.post("/api/v1/events", json=draft)).json()
    early = run("event", "publish", event["slug"])
    await client.post(f"/api/v1/events/{event['id']}/tiers", json={"name": "Free", "price_amount": 0, "capacity": 5})
    done = run("event", "publish", event["slug"])
    listed = run("event", "list", event["title"], "--status", "published")

    assert (early[0], early[2]) == (CONFLICT, "It cannot be published yet.\n")
    assert (done[0], done[1]) == (0, [[f"{event['slug']} is published"]])
    assert [line[:2] for line in listed[1]] == [[event["id"], "published"]]


async def test_what_ran_out_is_released(run, make):
    shop = await make.shop()

    code, [[line]], _ = run("release", str(shop.event_id), "--dry-run")

    assert (code, line) == (0, "0 orders, 0 places would be released")


def test_an_unknown_event_says_so(run):
    assert run("event", "show", "no-such-event") == (UNKNOWN, [], "There is no event no-such-event.\n")
