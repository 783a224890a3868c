"""An attendee's pages through the real application: what guests, buyers and strangers see and can do."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from time import time

import icalendar
import pytest

from showground.domains.payments.notices import hear_test_provider
from showground.gateways.payments.test_provider import PAUSE_SECONDS
from showground.http.providers import provider_for_tests

MARA = {"name": "Mara Lind", "email": "mara@example.org"}


@pytest.fixture
def choose(browse):
    """Return a function that puts tickets of a shop into a new browser's cart and says where it was sent."""

    async def choose(shop, *, person=None, quantity=1):
        browser = await browse(person)
        page = f"/events/event-{shop.event_id}"
        answer = await browser.post(f"{page}/cart", page=page, **{f"tier-{shop.tier_id}": quantity})
        return browser, answer

    return choose


async def bought(choose, shop, **options):
    """Return a browser that bought, and its order's page."""
    browser, answer = await choose(shop, **options)
    checkout = answer.headers["location"]
    answer = await browser.post(checkout, page=checkout, **({} if options.get("person") else MARA))
    if answer.headers["location"].startswith("/pay/"):
        paying = (await browser.open(answer.headers["location"])).headers["location"]
        answer = await browser.post(paying, page=paying, outcome="succeed")
    return browser, answer.headers["location"]


async def test_a_guest_buys_and_comes_back_by_the_browsers_own_memory(choose, browse, make):
    browser, order = await bought(choose, await make.shop(price=2400), quantity=2)

    page = await browser.open(order)
    tickets = sorted(set(re.findall(r'href="(/tickets/[0-9a-f-]{36})"', page.text)))

    assert ("You are going!" in page.text, len(tickets)) == (True, 2)
    assert "Mara Lind" in (await browser.open(tickets[0])).text
    stranger = await browse()
    assert [(await stranger.open(path)).status_code for path in (order, tickets[0])] == [303, 303]
    signed_in = await browse(await make.user())
    assert [(await signed_in.open(path)).status_code for path in (order, tickets[0])] == [404, 404]


async def test_the_link_of_an_order_opens_it_in_another_browser(choose, browse, make, app):
    shop = await make.shop()
    _, order = await bought(choose, shop)
    order_id = re.search(r"[0-9a-f-]{36}", order)[0]
    answer = await (await browse()).client.post(
        "/api/v1/orders",
        json={"event": str(shop.event_id), "lines": [{"tier": str(shop.tier_id), "quantity": 1}], **MARA},
        headers={"idempotency-key": f"link-of-an-order-{make.number()}"},
    )
    token, placed = answer.json()["order_token"], answer.json()["order"]
    other = await browse()

    assert (await other.open(f"/orders/{placed}", params={"order_token": token})).status_code == 200
    assert (await other.open(f"/orders/{placed}")).status_code == 200  # its cookie now
    assert (await other.open(f"/orders/{order_id}")).status_code == 303


async def test_a_seller_does_not_see_the_buyers_page(choose, browse, make):
    owner = await make.user()
    _, order = await bought(choose, await make.shop(owner=owner), person=await make.user())

    assert (await (await browse(owner)).open(order)).status_code == 404


async def test_choosing_nothing_too_much_or_what_is_gone_shows_the_event_again(choose, make):
    shop = await make.shop(capacity=3)

    _, nothing = await choose(shop, quantity=0)
    _, much = await choose(shop, quantity=11)
    _, gone = await choose(shop, quantity=4)

    assert (nothing.status_code, "Choose at least one ticket" in nothing.text) == (422, True)
    assert (much.status_code, "One order may have 1 to 10 tickets" in much.text) == (422, True)
    assert (gone.status_code, "Not enough places left" in gone.text) == (409, True)
    assert 'value="4"' in gone.text  # what was chosen stays


async def test_checkout_names_what_is_wrong_and_orders_nothing(choose, make, sql):
    shop = await make.shop(price=900)
    browser, answer = await choose(shop)
    checkout = answer.headers["location"]

    refused = await browser.post(checkout, page=checkout, name="Mara Lind", email="mara@example")

    assert (refused.status_code, "not a whole e-mail address" in refused.text) == (422, True)
    assert await sql.fetchval("select count(*) from ticketing.orders where event_id = $1", shop.event_id) == 0


async def test_sending_the_checkout_twice_orders_once(choose, make, sql):
    shop = await make.shop(price=900)
    browser, answer = await choose(shop)
    checkout, token = answer.headers["location"], await browser.token(answer.headers["location"])

    first = await browser.client.post(checkout, data={**MARA, "csrf_token": token})
    second = await browser.client.post(checkout, data={**MARA, "csrf_token": token})

    assert (first.status_code, second.status_code) == (303, 303)
    assert await sql.fetchval("select count(*) from ticketing.orders where event_id = $1", shop.event_id) == 1


async def test_letting_go_gives_the_places_back(choose, make, sql):
    shop = await make.shop(capacity=2)
    browser, answer = await choose(shop, quantity=2)

    released = await browser.post(f"{answer.headers['location']}/release", page=answer.headers["location"])

    assert released.headers["location"] == f"/events/event-{shop.event_id}"
    assert await sql.fetchval("select held from ticketing.pools where id = $1", shop.pool_id) == 0


async def test_a_failed_payment_says_so_and_can_be_tried_again(choose, make):
    browser, answer = await choose(await make.shop(price=900))
    checkout = answer.headers["location"]
    way = (await browser.post(checkout, page=checkout, **MARA)).headers["location"]
    paying = (await browser.open(way)).headers["location"]

    order = (await browser.post(paying, page=paying, outcome="fail")).headers["location"]

    assert "The payment did not go through" in (await browser.open(order)).text
    again = await browser.post(paying, page=paying, outcome="succeed")
    assert "You are going!" in (await browser.open(again.headers["location"])).text


async def test_the_bank_may_ask_who_pays(choose, make):
    browser, answer = await choose(await make.shop(price=900))
    checkout = answer.headers["location"]
    way = (await browser.post(checkout, page=checkout, **MARA)).headers["location"]
    paying = (await browser.open(way)).headers["location"]

    asked = (await browser.post(paying, page=paying, outcome="extra_step")).headers["location"]
    check = (await browser.open(asked)).headers["location"]
    page = await browser.open(check)
    done = await browser.post(paying, page=check, outcome="succeed")

    assert (asked, check) == (way, f"{paying}/check")
    assert "Is it you?" in page.text
    assert "You are going!" in (await browser.open(done.headers["location"])).text


async def test_money_on_its_way_is_said_and_comes_later(choose, make, app):
    browser, answer = await choose(await make.shop(price=900))
    checkout = answer.headers["location"]
    way = (await browser.post(checkout, page=checkout, **MARA)).headers["location"]
    paying = (await browser.open(way)).headers["location"]

    order = (await browser.post(paying, page=paying, outcome="delay")).headers["location"]
    waiting = await browser.open(order)
    counter = app.state.counter
    provider = provider_for_tests(app.state.settings, app.state.keyring, clock=lambda: time() + PAUSE_SECONDS)
    await hear_test_provider(counter.cashier, provider)

    assert "The money is on its way" in waiting.text
    assert "Your tickets" in (await browser.open(order)).text


@pytest.mark.parametrize("play", ["duplicate", "reorder"])
async def test_notices_that_come_thrice_or_in_the_wrong_order_make_the_tickets_once(choose, make, sql, play):
    shop = await make.shop(price=900)
    browser, answer = await choose(shop)
    checkout = answer.headers["location"]
    way = (await browser.post(checkout, page=checkout, **MARA)).headers["location"]
    paying = (await browser.open(way)).headers["location"]

    done = await browser.post(paying, page=paying, outcome=play)

    assert "You are going!" in (await browser.open(done.headers["location"])).text
    assert await sql.fetchval("select count(*) from payments.payments where event_id = $1", shop.event_id) == 1
    assert await sql.fetchval("select count(*) from ticketing.tickets where event_id = $1", shop.event_id) == 1


async def test_somebody_elses_cart_and_payment_are_nobodys_business(choose, browse, make):
    browser, answer = await choose(await make.shop(price=900))
    checkout = answer.headers["location"]
    way = (await browser.post(checkout, page=checkout, **MARA)).headers["location"]
    paying = (await browser.open(way)).headers["location"]
    stranger = await browse(await make.user())

    assert (await stranger.open(checkout)).status_code == 404
    assert (await stranger.post(paying, outcome="succeed")).status_code == 404


async def test_my_tickets_stand_by_event_and_time(choose, browse, make):
    person = await make.user()
    await bought(choose, await make.shop(), person=person, quantity=3)
    shop = await make.shop(starts_in=-timedelta(hours=2))
    await bought(choose, shop, person=person)
    browser = await browse(person)

    upcoming = (await browser.open("/me/tickets")).text

    assert (upcoming.count("<article"), "3 tickets" in upcoming) == (2, True)
    assert "Nothing behind you yet" in (await browser.open("/me/tickets?tab=past")).text


async def test_an_event_page_describes_itself_to_machines(browse, make):
    shop = await make.shop(price=2400)
    page = (await (await browse()).open(f"/events/event-{shop.event_id}")).text

    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])

    assert (told["@type"], told["name"]) == ("Event", "Lantern Night")
    assert told["offers"][0] | {"url": ""} == {
        "@type": "Offer",
        "name": "Regular",
        "price": "25.09",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "url": "",
    }


async def test_a_calendar_reads_the_dates(browse, make, sql):
    shop = await make.shop()
    starts_at = await sql.fetchval("select starts_at from events.events where id = $1", shop.event_id)

    answer = await (await browse()).open(f"/events/event-{shop.event_id}/calendar.ics")
    [entry] = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (str(entry["summary"]), entry.decoded("dtstart")) == ("Lantern Night", starts_at.replace(microsecond=0))


async def test_discovery_answers_htmx_with_cards_alone(browse, make):
    await make.shop()
    browser = await browse()

    whole, cards = await browser.open("/"), await browser.open("/", headers={"hx-request": "true"})

    assert ("<html" in whole.text, "<html" in cards.text) == (True, False)
    assert "event-card" in cards.text
    assert (await browser.open("/?cursor=broken")).status_code == 422


async def test_visitors_share_an_events_page_but_each_has_his_own_token(browse, make):
    shop = await make.shop()
    page = f"/events/event-{shop.event_id}"
    one, two = await browse(None), await browse(None)

    tokens = [await visitor.token(page) for visitor in (one, two)]
    answers = [
        await visitor.client.post(f"{page}/cart", data={f"tier-{shop.tier_id}": "1", "csrf_token": token})
        for visitor, token in zip((one, two), reversed(tokens), strict=True)
    ]

    assert tokens[0] != tokens[1]
    assert [answer.status_code for answer in answers] == [403, 403]
