"""Finding orders that were made without an account: a letter to their address, and nothing said to who asks."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from showground.domains.ticketing.tokens import order_token


@pytest.fixture
async def bought(make, sql):
    """An order without an account: its id and its address."""
    email = f"{uuid4().hex}@example.org"
    shop = await make.shop()
    await make.sale(shop, guest=email)
    order = await sql.fetchval("select id from ticketing.orders where event_id = $1", shop.event_id)
    return order, email


async def wishes(sql):
    return await sql.fetchval("select count(*) from showground.outbox where kind = 'ticketing.order_links_wanted'")


async def test_the_page_says_and_writes_the_same_whether_there_are_orders_or_not(browse, sql, bought):
    order, email = bought
    browser, before = await browse(), await wishes(sql)

    known = await browser.post("/orders/find", page="/orders/find", email=email.upper())
    unknown = await browser.post("/orders/find", page="/orders/find", email="x" + email)

    def said(answer, address):
        return answer.text.replace(address, "...")

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert "a letter with the links is on its way" in known.text
    assert said(known, email.upper()) == said(unknown, "x" + email)
    assert await wishes(sql) - before == 2
    told = (
        "select count(*) from showground.outbox where kind = 'ticketing.order_links_wanted' and body ->> 'order' = $1"
    )
    assert await sql.fetchval(told, str(order)) == 1


async def test_the_api_answers_nothing_and_both_count_against_one_limit(browse, api, bought):
    _, email = bought
    browser, client = await browse(), await api()

    first = [(await client.post("/api/v1/order-links", json={"email": email})).status_code for _ in range(3)]
    then = [(await browser.post("/orders/find", page="/orders/find", email=email)).status_code for _ in range(3)]

    assert (first, then) == ([204] * 3, [200, 200, 429])


async def test_the_sign_in_leads_there(browse):
    assert 'href="/orders/find"' in (await (await browse()).open("/sign-in")).text


async def test_a_page_opened_by_a_link_is_kept_by_nobody_and_names_itself_to_nobody(app, browse, bought):
    order, _ = bought
    token = app.state.keyring.key("order-link")
    browser = await browse()
    link = f"/orders/{order}?order_token={order_token(token, order, now=datetime.now(UTC))}"

    page = await browser.open(link)
    again = await browser.open(f"/orders/{order}")
    changed = await (await browse()).open(link[:-4] + "AAAA")

    assert (page.status_code, again.status_code, changed.status_code) == (200, 200, 303)
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
