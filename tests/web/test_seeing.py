"""What the pages record: real requests, from the page to the rows."""

from __future__ import annotations

from collections import Counter

import pytest

FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
MARA = {"name": "Mara Lind", "email": "mara@example.org"}


@pytest.fixture
def recorded(app, sql):
    """Return a function that has everything written and gives what was recorded of a shop's event."""

    async def recorded(shop):
        await settled(app)
        impressions = await sql.fetch("select * from analytics.event_impressions where event_id = $1", shop.event_id)
        done = await sql.fetch("select * from analytics.analytics_events where event_id = $1", shop.event_id)
        return impressions, done

    return recorded


async def settled(app):
    """Wait until the recorder has nothing left."""
    recorder = app.state.counter.recorder
    while recorder._task is not None and not recorder._task.done():
        await recorder._task


async def looking(browse, person=None, **headers):
    """Return a browser as people have it."""
    browser = await browse(person)
    browser.client.headers.update({**FIREFOX, **headers})
    return browser


async def test_every_visitor_of_a_kept_page_is_counted(browse, make, recorded):
    shop = await make.shop()
    browsers = [await looking(browse) for _ in range(5)]

    for browser in browsers:  # within the second for which all of them share one page
        await browser.open(f"/events/event-{shop.event_id}")

    impressions, done = await recorded(shop)
    assert Counter(row["surface"] for row in impressions) == {"event_page": 5}
    assert Counter(row["event_type"] for row in done) == {"event.viewed": 5}
    assert len({row["visitor"] for row in impressions}) == 1  # one address and one browser


async def test_where_somebody_comes_from_is_kept_as_host_and_campaign(browse, make, recorded):
    shop = await make.shop()
    browser = await looking(browse, referer="https://news.example/secret?token=1")

    await browser.open(f"/events/event-{shop.event_id}?utm_source=poster&who=mara@example.org")

    _, [row] = await recorded(shop)
    assert row["properties"] == {"referrer": "news.example", "utm_source": "poster"}


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch"},
    ],
)
async def test_robots_and_pages_fetched_ahead_are_not_recorded(browse, make, recorded, headers):
    shop = await make.shop()
    browser = await looking(browse, **headers)

    answer = await browser.open(f"/events/event-{shop.event_id}")

    assert answer.status_code == 200
    assert await recorded(shop) == ([], [])


async def test_a_page_that_is_refused_is_not_recorded(browse, make, recorded):
    shop = await make.shop(visibility="private")
    browser = await looking(browse)

    answer = await browser.open(f"/events/event-{shop.event_id}")

    assert answer.status_code == 404
    assert await recorded(shop) == ([], [])


async def test_cards_in_lists_are_showings(browse, make, recorded):
    shop = await make.shop()
    browser = await looking(browse)

    await browser.open(f"/?q=event {shop.event_id}")
    await browser.open(f"/people/{shop.owner.handle}")

    impressions, done = await recorded(shop)
    assert {row["surface"] for row in impressions} <= {"search", "profile"}
    assert "profile" in {row["surface"] for row in impressions}
    assert done == []


async def test_the_steps_of_a_guests_purchase_are_recorded(browse, make, recorded):
    shop = await make.shop(price=2400)
    browser = await looking(browse)
    page = f"/events/event-{shop.event_id}"

    cart = await browser.post(f"{page}/cart", page=page, **{f"tier-{shop.tier_id}": 1})
    checkout = cart.headers["location"]
    sent = await browser.post(checkout, page=checkout, **MARA)
    paying = (await browser.open(sent.headers["location"])).headers["location"]
    await browser.post(paying, page=paying, outcome="succeed")

    _, done = await recorded(shop)
    steps = Counter(row["event_type"] for row in done)
    assert (steps["cart.opened"], steps["checkout.opened"], steps["payment.opened"]) == (1, 1, 1)
    assert steps["event.viewed"] >= 1
    assert len({row["visitor"] for row in done}) == 1
    assert {row["user_id"] for row in done} == {None}


async def test_who_is_signed_in_is_named_only_after_he_agreed(browse, make, recorded, sql):
    shop, person = await make.shop(), await make.user()
    browser = await looking(browse, person)
    page = f"/events/event-{shop.event_id}"

    await browser.open(page)
    before, _ = await recorded(shop)
    answer = await browser.post("/me/consents", page="/me/data", analytics="yes")
    await browser.open(page)
    after, _ = await recorded(shop)
    await browser.post("/me/consents", page="/me/data")
    await browser.open(page)
    last, _ = await recorded(shop)

    assert answer.headers["location"] == "/me/data"
    assert [row["viewer_user_id"] for row in before] == [None]
    assert Counter(row["viewer_user_id"] for row in after) == {None: 1, person.user_id: 1}
    assert Counter(row["viewer_user_id"] for row in last) == {None: 2, person.user_id: 1}
    history = await sql.fetch("select given from users.consents where user_id = $1 order by id", person.user_id)
    assert [row["given"] for row in history] == [True, False]


@pytest.mark.parametrize("headers", [{"sec-gpc": "1"}, {"dnt": "1"}])
async def test_who_does_not_want_to_be_followed_leaves_neither_name_nor_key(browse, make, recorded, headers):
    shop, person = await make.shop(), await make.user()
    await make.consent(person)
    browser = await looking(browse, person, **headers)

    await browser.open(f"/events/event-{shop.event_id}")

    [seen], [done] = await recorded(shop)
    assert (seen["viewer_user_id"], seen["visitor"]) == (None, None)
    assert (done["user_id"], done["visitor"]) == (None, None)


async def test_the_page_of_an_organization_is_recorded(browse, app, make, sql):
    organization = await make.organization()
    browser = await looking(browse)

    await browser.open(f"/organizations/{organization.handle}")

    await settled(app)
    rows = await sql.fetch(
        "select event_type, event_id from analytics.analytics_events where seller_org_id = $1", organization.id
    )
    assert [tuple(row) for row in rows] == [("organization.viewed", None)]


async def test_a_program_opens_a_cart_like_everybody(api, make, recorded):
    shop, person = await make.shop(), await make.user()
    program, shown = await api(person), await api(person)
    program.headers.update(FIREFOX)
    body = {"event": str(shop.event_id), "lines": [{"tier": str(shop.tier_id), "quantity": 1}]}

    for client in (program, shown):  # the second says what it is: a library
        assert (await client.post("/api/v1/carts", json=body)).status_code == 201

    _, done = await recorded(shop)
    assert [row["event_type"] for row in done] == ["cart.opened"]
