"""From discovery to the ticket in hand, in a real browser on a real server; once more without scripts."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import zxingcpp
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import expect

ELSEWHERE = ("//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)")
SHOTS = Path(__file__).parents[2] / "screenshots" / "purchase"


async def on_sale(make, sql, *, title, price):
    """Return the slug of an event on sale under a title of its own, and its tier."""
    shop = await make.shop(price=price, capacity=40)
    await sql.execute("update events.events set title = $2 where id = $1", shop.event_id, title)
    return f"event-{shop.event_id}", shop


async def discovered(tab, title):
    """Search for a title and open what is found."""
    await tab.goto("/")
    await tab.fill("[name=q]", title)
    await tab.press("[name=q]", "Enter")
    await tab.click(f".event-card a:has-text('{title}')")
    await expect(tab.locator("h1")).to_have_text(title)


async def read_by_a_scanner(tab):
    """Return what another program reads from the picture of the page, and the ticket that it names."""
    await tab.wait_for_selector(".qr-plate svg")
    picture = Image.open(io.BytesIO(await tab.locator(".qr-plate").screenshot()))
    [code] = zxingcpp.read_barcodes(picture)
    body = code.text.split(".")[2]
    raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    return code.text, UUID(bytes=raw[:16]), UUID(bytes=raw[16:32])


async def kept(tab, name):
    """Keep a picture for people, and prove that the page is accessible and fits."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    await tab.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    found = await Axe().run(tab)
    assert [v["id"] for v in found.response["violations"] if v["impact"] in {"serious", "critical"}] == []
    assert await tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_a_guest_finds_an_event_pays_and_holds_a_ticket_that_scans(visiting, make, sql):
    title = f"Lanterns at Low Tide {make.number()}"
    _, shop = await on_sale(make, sql, title=title, price=4800)

    async with visiting() as tab:
        await discovered(tab, title)
        await kept(tab, "event")
        await tab.locator("[data-step='1']").first.click()
        await tab.click("#get-tickets")
        await tab.wait_for_url("**/checkout/*")
        await kept(tab, "checkout")
        await tab.fill("[name=name]", "Mara Lind")
        await tab.fill("[name=email]", "mara@example.org")
        await tab.click("main form .btn-primary")
        await tab.wait_for_url("**/pay/test/*")
        await tab.click("[value=fail]")
        await expect(tab.locator("main")).to_contain_text("The payment did not go through")
        await tab.click("main a.btn-primary")
        await tab.wait_for_url("**/pay/test/*")
        await tab.click("[value=succeed]")
        await expect(tab.locator("h1")).to_have_text("You are going!")
        await kept(tab, "order")
        await tab.click("text=Show the first ticket")
        await tab.wait_for_url("**/tickets/*")
        await kept(tab, "ticket")
        text, event_id, ticket_id = await read_by_a_scanner(tab)

    assert (event_id, text.startswith("SG1.")) == (shop.event_id, True)
    sold = await sql.fetch("select id, holder_name from ticketing.tickets where event_id = $1", shop.event_id)
    assert [row["holder_name"] for row in sold] == ["Mara Lind"] * 2
    assert ticket_id in {row["id"] for row in sold}


async def test_somebody_signs_up_on_the_way_and_finds_the_tickets_again(visiting, make, sql):
    title = f"Strings after Dark {make.number()}"
    await on_sale(make, sql, title=title, price=0)

    async with visiting(width=1440, height=900, color_scheme="dark") as tab:
        await discovered(tab, title)
        await tab.click("#get-tickets")
        await tab.wait_for_url("**/checkout/*")
        checkout = tab.url
        await tab.click("main a:has-text('Sign in')")
        await tab.fill("[name=email]", "nobody@example.org")
        await tab.fill("[name=password]", "not the password of anybody")
        await tab.click("main form .btn-primary")
        await expect(tab.locator("[role=alert]")).to_be_visible()
        await tab.click("main a:has-text('Make an account')")
        await tab.fill("[name=name]", "Jonas Ek")
        await tab.fill("[name=email]", f"jonas-{make.number()}@example.org")
        await tab.fill("[name=password]", "a lantern for every tent")
        await tab.click("main form .btn-primary")
        await tab.wait_for_url(checkout)
        await expect(tab.locator("main")).to_contain_text("The tickets go into your account")
        await tab.click("main form .btn-primary")
        await expect(tab.locator("h1")).to_have_text("You are going!")
        await tab.goto("/me/tickets")
        await expect(tab.locator("main article h2")).to_have_text(title)
        await kept(tab, "my-tickets")
        await tab.click("text=Show it")
        await tab.wait_for_url("**/tickets/*")
        await read_by_a_scanner(tab)


async def test_the_way_back_is_never_another_site(visiting, platform, make):
    async with visiting() as tab:
        for where in ELSEWHERE:
            await tab.goto(f"/sign-up?next={quote(where, safe='')}")
            await tab.fill("[name=name]", "Jonas Ek")
            await tab.fill("[name=email]", f"jonas-{make.number()}@example.org")
            await tab.fill("[name=password]", "a lantern for every tent")
            await tab.click("main form .btn-primary")
            await tab.wait_for_url(f"{platform}/")
            await tab.goto("about:blank")  # its live stream ends before the session does
            await tab.context.clear_cookies()


async def test_without_scripts_the_same_ticket_is_bought(visiting, make, sql):
    title = f"Low Lights {make.number()}"
    _, shop = await on_sale(make, sql, title=title, price=1900)

    async with visiting(java_script_enabled=False) as tab:
        await tab.goto(f"/?q={title.replace(' ', '+')}")
        await tab.click(f".event-card a:has-text('{title}')")
        await tab.fill(f"[name='tier-{shop.tier_id}']", "1")
        await tab.click("#get-tickets")
        await tab.fill("[name=name]", "Mara Lind")
        await tab.fill("[name=email]", "mara@example")
        await tab.click("main form .btn-primary")
        await expect(tab.locator("[role=alert]")).to_contain_text("whole e-mail address")
        await tab.fill("[name=email]", "mara@example.org")
        await tab.click("main form .btn-primary")
        await tab.click("[value=succeed]")
        await expect(tab.locator("h1")).to_have_text("You are going!")
        await tab.click("text=Show the first ticket")
        _, event_id, _ = await read_by_a_scanner(tab)

    assert event_id == shop.event_id
