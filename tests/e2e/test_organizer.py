"""An organizer's first evening, in a real browser on a real server: from signing up to the money in the wallet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect
from tests.e2e.conftest import shoot

from showground.kit.ids import uuid7

SHOTS = Path(__file__).parents[2] / "screenshots" / "organizer"


@pytest.fixture
def address(platform):
    """Where the platform is."""
    return platform


@pytest.fixture
async def tab(visiting):
    """A new visitor's tab at a desk."""
    async with visiting(width=1440, height=900) as tab:
        yield tab


async def sign_up(tab, name):
    await tab.goto("/sign-up")
    await tab.fill("[name=name]", name)
    if await tab.locator("[name=handle]").count():
        await tab.fill("[name=handle]", f"p-{uuid7().hex[-10:]}")
    await tab.fill("[name=email]", f"{uuid7().hex}@example.org")
    await tab.fill("[name=password]", "a lantern for every tent")
    await tab.click("main form[action='/sign-up'] button.btn-primary")
    await tab.wait_for_url(lambda url: "/sign-up" not in url)


async def make_event(tab, title, *, owner=None):
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    await tab.goto("/console/events/new" + (f"?owner={owner}" if owner else ""))
    await shoot(tab, SHOTS, "event-new")
    await tab.fill("[name=title]", title)
    await tab.fill("[name=about]", "Lanterns, soup and songs.\n\nBring a jacket.")
    for name, value in (("starts_on", day), ("starts_at", "19:30"), ("ends_on", day), ("ends_at", "23:00")):
        await tab.fill(f"[name={name}]", value)
    await tab.select_option("[name=timezone]", "Europe/Brussels")
    await tab.select_option("[name=currency_code]", "EUR")
    await tab.fill("[name=city]", "Gent")
    await tab.click("main .in-reach .btn-primary")
    await tab.wait_for_url("**/tiers")
    return tab.url.split("/")[-2]


async def add_tier(tab, name, price, places):
    await tab.fill("[name=name]", name)
    await tab.fill("[name=price]", price)
    await tab.fill("[name=capacity]", places)
    await tab.click("section[aria-labelledby=add] .btn-primary")
    await expect(tab.locator(".grid-table").get_by_text(name, exact=True)).to_be_visible()


async def publish(tab, event_id):
    await tab.goto(f"/console/events/{event_id}")
    await shoot(tab, SHOTS, "event-draft")
    await tab.click("form[action$='/publish'] button")
    await expect(tab.get_by_text("On show", exact=True)).to_be_visible()


async def buy(address, event_id, *, quantity, name):
    """Buy as a guest over the API and let the test provider take the money; return the codes of the tickets."""
    async with httpx.AsyncClient(base_url=f"{address}/api/v1") as client:
        [tier] = (await client.get(f"/events/{event_id}/offer")).json()["tiers"]
        order = await client.post(
            "/orders",
            json={
                "event": event_id,
                "lines": [{"tier": tier["id"], "quantity": quantity}],
                "email": "bo@example.org",
                "name": name,
            },
            headers={"idempotency-key": f"journey-{uuid7()}"},
        )
        assert order.status_code == 201, order.text
        told, link = order.json(), {"x-order-token": order.json()["order_token"]}
        paid = await client.post(f"/payments/{told['payment']}/test-outcome", json={"outcome": "succeed"}, headers=link)
        assert (paid.status_code, paid.json()["order_status"]) == (200, "paid"), paid.text
        return [
            ticket["code"] for ticket in (await client.get(f"/orders/{told['order']}", headers=link)).json()["tickets"]
        ]


async def check_in(tab, code, verdict):
    await tab.fill("[name=code]", code)
    await tab.click(".code-entry .btn-primary")
    await expect(tab.locator(".verdict-word")).to_have_text(verdict)


async def test_an_organization_sells_admits_and_gets_its_money(tab, address):
    await sign_up(tab, "Ada Okonkwo")
    handle = await found(tab, "Lantern Club")
    event_id = await make_event(tab, "Lantern Night", owner=handle)
    await shoot(tab, SHOTS, "tiers-empty")
    await add_tier(tab, "Standard", "24.00", "40")
    await shoot(tab, SHOTS, "tiers")
    await publish(tab, event_id)
    await shoot(tab, SHOTS, "event-quiet")

    codes = await see_it_move(tab, address, event_id)
    await see_orders(tab, event_id)
    await see_the_door(tab, event_id, codes)
    await see_attendees(tab, event_id)
    await see_the_money(tab, handle)


async def found(tab, name):
    """Start an organization; return its handle."""
    handle = f"club-{uuid7().hex[-10:]}"
    await tab.goto("/organizations/new")
    await tab.fill("[name=name]", name)
    await tab.fill("[name=handle]", handle)
    await tab.click("main form .btn-primary")
    await tab.wait_for_url("**/console/**")
    await tab.goto("/console")
    await expect(tab.get_by_text("Your first event starts here")).to_be_visible()
    await shoot(tab, SHOTS, "overview-empty")
    return handle


async def see_it_move(tab, address, event_id):
    """Watch the counter while somebody buys, without loading the page again; return the tickets' codes."""
    await tab.evaluate("window.stayed = true")
    codes = await buy(address, event_id, quantity=2, name="Bo Sung")
    await expect(tab.locator("[data-live-value=orders]")).to_have_text("1", timeout=10_000)
    await expect(tab.locator("[data-live-value=tickets]")).to_have_text("2")
    await expect(tab.locator("[data-live-value=revenue]")).to_have_text("48.00")
    assert await tab.evaluate("window.stayed") is True
    await tab.reload()
    await tab.wait_for_selector(".plot-canvas canvas")
    await shoot(tab, SHOTS, "event")
    return codes


async def see_orders(tab, event_id):
    await tab.goto(f"/console/events/{event_id}/orders")
    await expect(tab.locator("tbody tr")).to_have_count(1)
    await expect(tab.locator("tbody tr")).to_contain_text("Bo Sung")
    await shoot(tab, SHOTS, "orders")


async def see_the_door(tab, event_id, codes):
    await tab.goto(f"/console/events/{event_id}/scan")
    await shoot(tab, SHOTS, "scan-ready")
    await check_in(tab, codes[0].lower(), "Admit")
    await expect(tab.locator("[data-live-value=admitted]")).to_have_text("1", timeout=10_000)
    await shoot(tab, SHOTS, "scan-admitted")
    await check_in(tab, codes[0], "Already in")
    await shoot(tab, SHOTS, "scan-again")
    await check_in(tab, "ZZZZZZZZZZ", "Unknown code")


async def see_attendees(tab, event_id):
    await tab.goto(f"/console/events/{event_id}/attendees?shown=in")
    await expect(tab.locator("tbody tr")).to_have_count(1)
    await expect(tab.locator("tbody tr")).to_contain_text("Main door")
    await tab.goto(f"/console/events/{event_id}/attendees")
    await expect(tab.locator("tbody tr")).to_have_count(2)
    await shoot(tab, SHOTS, "attendees")


async def see_the_money(tab, handle):
    await tab.goto(f"/console/wallet?owner={handle}")
    await expect(tab.locator(".stat-value").first).to_contain_text("48.00")
    await expect(tab.locator("table[class='grid-table'] tbody tr").last).to_contain_text("Lantern Night")
    await tab.wait_for_selector(".plot-canvas canvas")
    await shoot(tab, SHOTS, "wallet")
    await tab.goto(f"/console?owner={handle}")
    await shoot(tab, SHOTS, "overview")
    await tab.goto(f"/console/events?owner={handle}")
    await expect(tab.locator("tbody tr")).to_contain_text("48.00")
    await shoot(tab, SHOTS, "events")


async def test_a_person_sells_alone(tab, address):
    await sign_up(tab, "Jonas Ek")
    event_id = await make_event(tab, "Soup in the Yard", owner="me")
    await add_tier(tab, "Bowl", "8.50", "12")
    await publish(tab, event_id)
    [code] = await buy(address, event_id, quantity=1, name="Ines Carvalho")
    await expect(tab.locator("[data-live-value=revenue]")).to_have_text("8.50", timeout=10_000)
    await tab.goto(f"/console/events/{event_id}/scan?gate=Back+gate")
    await check_in(tab, code, "Admit")
    await tab.goto("/console/wallet?owner=me")

    await expect(tab.locator(".stat-value").first).to_contain_text("8.50")


async def test_a_draft_that_lacks_something_says_so(tab):
    await sign_up(tab, "Mara Lind")
    event_id = await make_event(tab, "Without a Ticket", owner="me")
    await tab.goto(f"/console/events/{event_id}")

    await expect(tab.locator("form[action$='/publish'] button")).to_be_disabled()
    await expect(tab.get_by_text("3 of 4 done")).to_be_visible()
