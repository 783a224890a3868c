"""German in a browser: from discovery to the ticket, and pages stay whole however long the words are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect
from tests.contract.calls import Holdings
from tests.e2e.conftest import FLAGS

SHOTS = Path(__file__).parents[2] / "screenshots" / "german"
PAGES = {
    "discover": "/",
    "event": "/events/{slug}",
    "sign-in": "/sign-in",
    "tickets": "/me/tickets",
    "settings": "/me",
    "security": "/me/security",
    "overview": "/console",
    "events": "/console/events",
    "event-new": "/console/events/new",
    "event-console": "/console/events/{event_id}",
    "tiers": "/console/events/{event_id}/tiers",
    "attendees": "/console/events/{event_id}/attendees",
    "languages": "/console/events/{event_id}/languages",
    "wallet": "/console/wallet",
    "team": "/console/team",
}
SEEN = """() => ({
    lang: document.documentElement.lang,
    tooWide: document.documentElement.scrollWidth - innerWidth,
    clipped: [...document.querySelectorAll('.btn, .badge-pill, .chip, h1, h2, label, .field-label, th, dt')]
        .filter(one => one.clientWidth > 1 && !(one.closest('thead')?.offsetWidth <= 1)
                       && one.scrollWidth > one.clientWidth + 1
                       && getComputedStyle(one).display !== 'inline')
        .map(one => one.textContent.trim()),
    cutShort: [...document.querySelectorAll('input[placeholder]')].filter(one => {
        const style = getComputedStyle(one), pen = document.createElement('canvas').getContext('2d');
        pen.font = style.font;
        const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        return room > 0 && pen.measureText(one.placeholder).width > room + 1;
    }).map(one => one.placeholder),
})"""


@pytest.fixture(scope="module")
async def holdings(make):
    SHOTS.mkdir(parents=True, exist_ok=True)
    return Holdings(make, await make.estate())


@pytest.mark.parametrize("width", [390, 1440])
async def test_no_german_word_breaks_a_page(platform, make, holdings, width):
    token = await make.session(holdings.estate.owner)
    found = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        window = await browser.new_context(
            base_url=platform, viewport={"width": width, "height": 900}, reduced_motion="reduce", locale="de-DE"
        )
        await window.add_cookies([{"name": "showground_session", "value": token, "url": platform}])
        tab = await window.new_page()
        for name, template in PAGES.items():
            path = template.format(**await holdings.path(None, "GET", template)) if "{" in template else template
            owned = path.startswith("/console") and "{" not in template and name != "event-new"
            await tab.goto(f"{path}?owner={holdings.estate.organization.handle}" if owned else path)
            found[name] = await tab.evaluate(SEEN)
            await tab.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        await browser.close()

    whole = {"lang": "de", "tooWide": 0, "clipped": [], "cutShort": []}
    assert {name: page for name, page in found.items() if page != whole} == {}


@pytest.mark.parametrize("width", [390, 1440])
async def test_somebody_who_reads_german_goes_from_discovery_to_the_ticket_in_german(visiting, make, sql, width):
    title = f"Laternennacht {make.number()}"
    shop = await make.shop(price=4800, capacity=40)
    await sql.execute(
        "insert into events.event_texts (event_id, language, title) values ($1, 'de', $2)", shop.event_id, title
    )

    async with visiting(width=width, locale="de-DE") as tab:
        await tab.goto("/")
        await tab.fill("[name=q]", title)
        await tab.press("[name=q]", "Enter")
        await tab.click(f".event-card a:has-text('{title}')")
        await expect(tab.locator("h1")).to_have_text(title)
        await expect(tab.locator("main")).to_contain_text("48,00\N{NO-BREAK SPACE}EUR")
        assert await tab.locator("meta[property='og:title']").get_attribute("content") == title
        assert f'"name":"{title}","inLanguage":"de"' in await tab.locator("[type='application/ld+json']").inner_text()
        await tab.click("#get-tickets")
        await tab.wait_for_url("**/checkout/*")
        await seen(tab, f"checkout-{width}")
        await tab.fill("[name=name]", "Mara Lind")
        await tab.fill("[name=email]", "mara@example")
        await tab.click("main form .btn-primary")
        await expect(tab.locator("[role=alert]").first).to_be_visible()
        await seen(tab, f"checkout-refused-{width}")
        await tab.fill("[name=email]", "mara@example.org")
        await tab.click("main form .btn-primary")
        await tab.wait_for_url("**/pay/test/*")
        await seen(tab, f"pay-{width}")
        await tab.click("[value=succeed]")
        await expect(tab.locator("h1")).to_have_text("Du bist dabei!")
        await expect(tab.locator("main")).to_contain_text(title)
        await seen(tab, f"order-{width}")
        await tab.click("text=Ticket zeigen")
        await tab.wait_for_url("**/tickets/*")
        await expect(tab.locator("main")).to_contain_text(title)
        await seen(tab, f"ticket-{width}")

    assert await sql.fetchval("select language from ticketing.orders where event_id = $1", shop.event_id) == "de"


async def seen(tab, name):
    """Keep a picture for people, and prove that the page is German and fits."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    await tab.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    page = await tab.evaluate(SEEN)
    assert page == {"lang": "de", "tooWide": 0, "clipped": [], "cutShort": []}
