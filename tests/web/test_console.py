"""The console's pages and forms through the real application."""

from __future__ import annotations

import pytest

FORM = {
    "owner": "me",
    "title": "Lantern Night",
    "starts_on": "2027-06-12",
    "starts_at": "19:30",
    "ends_on": "2027-06-12",
    "ends_at": "23:00",
    "timezone": "Europe/Brussels",
    "currency_code": "KWD",
    "city": "Gent",
    "about": "Lanterns.",
}


@pytest.fixture
async def made(browse, make):
    """A browser of a person who has a draft, and the draft's address."""
    browser = await browse(await make.user())
    answer = await browser.post("/console/events", **FORM)
    assert answer.status_code == 303, answer.text
    return browser, answer.headers["location"].removesuffix("/tiers")


async def test_times_are_those_of_the_place(made, sql):
    _, path = made

    starts = await sql.fetchval(
        "select starts_at at time zone 'UTC' from events.events where id = $1", path.split("/")[-1]
    )

    assert starts.isoformat() == "2027-06-12T17:30:00"


async def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(browse, make):
    browser = await browse(await make.user())

    no_day = await browser.post("/console/events", **{**FORM, "starts_on": "soon"})
    backwards = await browser.post("/console/events", **{**FORM, "ends_at": "18:00"})

    assert (no_day.status_code, backwards.status_code) == (422, 422)
    assert "Say the day and the time." in no_day.text
    assert 'value="Lantern Night"' in no_day.text
    assert "The event must not end before it starts." in backwards.text


async def test_a_price_is_read_in_the_currency_of_the_event(made, sql):
    browser, path = made

    for price in ("1.250", "0,5", "0"):
        answer = await browser.post(f"{path}/tiers", name=f"At {price}", price=price)
        assert answer.status_code == 303, answer.text
    for price in ("1.2345", "-1", "free", "1e3", "NaN", ""):
        answer = await browser.post(f"{path}/tiers", name="Wrong", price=price)
        assert (price, answer.status_code) == (price, 422)
    rows = await sql.fetch(
        "select price_amount from ticketing.ticket_tiers where event_id = $1 order by sort_index", path.split("/")[-1]
    )

    assert [row["price_amount"] for row in rows] == [1250, 500, 0]  # thousandths of a dinar


async def test_stopping_a_sale_and_selling_again(made, sql):
    browser, path = made
    await browser.post(f"{path}/tiers", name="Standard", price="5")
    tier = await sql.fetchval("select id from ticketing.ticket_tiers where event_id = $1", path.split("/")[-1])

    await browser.post(f"{path}/tiers/{tier}/state", state="hidden")
    stopped = await browser.open(f"{path}/tiers")
    await browser.post(f"{path}/tiers/{tier}/state", state="on_sale")
    again = await browser.open(f"{path}/tiers")

    assert ("Sell again" in stopped.text, "Stop the sale" in again.text) == (True, True)


async def test_an_edit_that_was_overtaken_is_not_saved(made):
    browser, path = made
    saved = await browser.post(f"{path}/edit", **{**FORM, "title": "First", "revision": "1"})
    late = await browser.post(f"{path}/edit", **{**FORM, "title": "Second", "revision": "1"})

    assert (saved.status_code, late.status_code) == (303, 422)
    assert "Somebody has changed this event" in late.text
    assert "First" in (await browser.open(path)).text


async def test_publishing_says_what_is_missing(made):
    browser, path = made

    answer = await browser.post(f"{path}/publish")

    assert (answer.status_code, "It still needs a ticket." in answer.text) == (409, True)


async def test_scanning_without_htmx_answers_a_whole_page(browse, make):
    shop = await make.shop()
    browser = await browse(shop.owner)
    [code, _] = await make.sale(shop)
    path = f"/console/events/{shop.event_id}/scan"

    first = await browser.post(path, code=code, gate_id="Gate B")
    again = await browser.post(path, code=code, gate_id="Gate B")

    assert ("Admit" in first.text, "<html" in first.text) == (True, True)
    assert ("Already in" in again.text, "Gate B" in again.text) == (True, True)


async def test_a_viewer_looks_but_does_not_touch(browse, make):
    club = await make.organization()
    owner, viewer = await make.member(club, role="owner"), await make.member(club, role="viewer")
    shop = await make.shop(owner=owner, org_id=club.id, price=500)
    [code, _] = await make.sale(shop)
    browser, path = await browse(viewer), f"/console/events/{shop.event_id}"
    page = await browser.open(path)
    attendees = await browser.open(f"{path}/attendees")
    kept_out = [
        await browser.post(f"{path}/cancel"),
        await browser.post(f"{path}/scan", code=code),
        await browser.open(f"{path}/edit"),
        await browser.open(f"/console/wallet?owner={club.handle}"),
    ]

    assert (page.status_code, "Cancel the event" in page.text, attendees.status_code) == (200, False, 200)
    assert [answer.status_code for answer in kept_out] == [403] * 4


async def test_pages_go_on_where_the_last_ended(browse, make, monkeypatch):
    monkeypatch.setattr("showground.web.console_sales.PAGE", 2)
    shop = await make.shop()
    for n in range(3):
        await make.sale(shop, buyer=await make.user(name=f"Buyer {n}"), quantity=1)
    browser = await browse(shop.owner)

    first = await browser.open(f"/console/events/{shop.event_id}/orders")
    cursor = first.text.partition("cursor=")[2].partition('"')[0]
    second = await browser.open(f"/console/events/{shop.event_id}/orders?cursor={cursor}")

    assert [f"Buyer {n}" in first.text for n in range(3)] == [False, True, True]
    assert [f"Buyer {n}" in second.text for n in range(3)] == [True, False, False]


async def test_every_owner_has_his_own_desk(browse, make):
    club = await make.organization()
    owner = await make.member(club, role="owner")
    await make.shop(owner=owner, org_id=club.id)
    browser = await browse(owner)

    theirs = await browser.open(f"/console/events?owner={club.handle}")
    own = await browser.open("/console/events?owner=me")
    nobodys = await browser.open("/console/events?owner=somebody-else")

    assert ("Lantern Night" in theirs.text, "Lantern Night" in own.text, nobodys.status_code) == (True, False, 404)
