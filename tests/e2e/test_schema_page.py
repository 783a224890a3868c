"""The operators' picture of the database, in a browser: moved, zoomed, searched, and asked what a table is."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from showground.db.principal import Worker
from showground.http.operating.reporting import keep_report
from showground.schema.catalog.read import read, reading
from showground.schema.reporting import build

SHOTS = Path(__file__).parents[2] / "screenshots" / "schema"
VIEW, GROUP, FILE = "[data-diagram-view]", ".diagram-picture > g", "[data-diagram-file]"


@pytest.fixture
async def session(make, platform):
    operator = await make.user(name="Ada", is_operator=True)
    return {"name": "showground_session", "value": await make.session(operator), "url": platform}


async def opened(tab, session, path="/operator/schema"):
    await tab.context.add_cookies([session])
    await tab.goto(path)
    await expect(tab.locator(GROUP)).to_have_count(1)


async def place(tab):
    """Return where the picture was moved to, and how large it is: (across, down, scale)."""
    moved = "(g) => { const m = g.transform.baseVal.consolidate()?.matrix; return m ? [m.e, m.f, m.a] : [0, 0, 1]; }"
    return tuple(await tab.locator(GROUP).evaluate(moved))


async def shoot(tab, name):
    if not os.environ.get("SHOWGROUND_TEST_SCREENSHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    view = tab.viewport_size
    for scheme in ("light", "dark"):
        await tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await tab.screenshot(path=SHOTS / f"{name}-{view['width']}-{scheme}.png")


async def test_the_picture_is_moved_and_zoomed_by_mouse_and_by_keys(visiting, session):
    async with visiting(width=1440, height=900) as tab:
        await opened(tab, session)
        await shoot(tab, "whole")
        assert await place(tab) == (0, 0, 1)

        await tab.get_by_role("button", name="Zoom in").click()
        _, _, large = await place(tab)
        await tab.locator(VIEW).focus()
        await tab.keyboard.press("+")
        before = await place(tab)
        await tab.keyboard.press("ArrowLeft")
        after = await place(tab)
        assert 1 < large < before[2] == after[2]
        assert (after[0] > before[0], after[1]) == (True, before[1])

        box = await tab.locator(VIEW).bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await tab.mouse.move(*middle)
        await tab.mouse.down()
        await tab.mouse.move(middle[0] - 120, middle[1] - 80)
        await tab.mouse.up()
        dragged = await place(tab)
        assert (dragged[0] < after[0], dragged[1] < after[1]) == (True, True)

        await tab.mouse.wheel(0, -400)
        await tab.keyboard.press("0")
        assert await place(tab) == (0, 0, 1)


async def test_the_wheel_is_the_pages_until_the_picture_has_the_focus(visiting, session):
    async with visiting(width=1440, height=600) as tab:
        await opened(tab, session)
        box = await tab.locator(VIEW).bounding_box()
        await tab.mouse.move(box["x"] + 200, box["y"] + 100)

        await tab.mouse.wheel(0, 300)
        async with asyncio.timeout(10):
            while await tab.evaluate("scrollY") == 0:
                await tab.wait_for_timeout(50)
        assert await place(tab) == (0, 0, 1)

        await tab.locator(VIEW).focus()
        await tab.mouse.wheel(0, -300)
        await expect(tab.locator(GROUP)).to_have_attribute("transform", re.compile("scale"))
        assert (await place(tab))[2] > 1


@pytest.mark.parametrize("width", [390, 1440])
async def test_a_table_is_searched_chosen_and_read(visiting, session, width):
    async with visiting(width=width, height=900) as tab:
        await opened(tab, session)

        await tab.keyboard.press("/")
        await tab.keyboard.type("ticket_t")
        await expect(tab.locator(".diagram-name:visible")).to_have_text(["ticket_tiers"])
        await expect(tab.locator(".card.is-found")).to_have_count(1)
        await tab.keyboard.press("Enter")

        file = tab.locator(FILE)
        await expect(file.get_by_role("heading", level=2).first).to_have_text("ticketing.ticket_tiers")
        for part in ("Columns", "Refers to", "Referred to by", "Policies", "Indexes", "Other constraints", "Grants"):
            await expect(file.get_by_role("heading", name=part)).to_be_visible()
        await expect(file).to_be_focused()
        await expect(tab.locator(".card.is-on")).to_have_count(1)
        assert (await place(tab))[2] > 1
        assert tab.url.endswith("#ticketing.ticket_tiers")
        await shoot(tab, "chosen")

        await file.get_by_role("link", name="ticketing.tickets").first.click()
        await expect(file.get_by_role("heading", level=2).first).to_have_text("ticketing.tickets")
        await expect(file.get_by_role("heading", name="Flows through it")).to_be_visible()

        await tab.keyboard.press("Escape")
        await expect(file).to_be_hidden()
        await expect(tab.locator(".card.is-on")).to_have_count(0)


async def test_a_card_in_the_picture_is_clicked_and_its_address_can_be_passed_on(visiting, session):
    async with visiting(width=1440, height=900) as tab:
        await opened(tab, session)
        card = tab.locator(".card", has_text="wallet_snapshots")
        await card.locator("text").first.click()

        await expect(tab.locator(f"{FILE} h2").first).to_have_text("payments.wallet_snapshots")
        assert await card.evaluate("(one) => one.classList.contains('is-on')")
        address = tab.url
        await tab.goto("about:blank")
        await tab.goto(address)
        await expect(tab.locator(f"{FILE} h2").first).to_have_text("payments.wallet_snapshots")


async def test_a_neighbourhood_shows_keys_and_what_is_near(visiting, session):
    async with visiting(width=1440, height=900) as tab:
        await opened(tab, session)
        await tab.get_by_role("combobox", name="A table to draw the neighbourhood of").fill("ticketing.tickets")
        await tab.get_by_role("button", name="Draw", exact=True).click()

        await expect(tab.locator(".card.centre")).to_have_count(1)
        await expect(tab.locator(".card", has_text="owner_user_id").first).to_be_visible()
        assert await tab.locator(".card").count() == 8
        await shoot(tab, "near")


async def test_without_scripts_it_is_a_picture_and_a_list_of_links(visiting, session):
    async with visiting(width=390, height=844, java_script_enabled=False) as tab:
        await tab.context.add_cookies([session])
        await tab.goto("/operator/schema")
        await shoot(tab, "plain")

        assert await tab.locator(".diagram-picture .card").count() >= 100
        await tab.get_by_role("link", name="wallet_snapshots", exact=True).last.click()

        await expect(tab.get_by_role("heading", level=1)).to_have_text("payments.wallet_snapshots")
        await expect(tab.get_by_role("heading", name="Columns")).to_be_visible()
        await shoot(tab, "table")


async def test_the_whole_report_is_read_by_what_needs_attention(visiting, session, site):
    async with reading(site.owner_url) as connection:
        report = await build.report(connection, await read(connection))
    async with site.db.acting_as(Worker()) as tx:
        await keep_report(tx, report)

    async with visiting(width=1440, height=900) as tab:
        await tab.context.add_cookies([session])
        await tab.goto("/operator/schema")
        await tab.get_by_role("link", name="Report", exact=True).click()

        await expect(tab.get_by_role("heading", level=1)).to_have_text("Report on the database")
        await expect(tab.locator(".report-section")).to_have_count(len(report.sections))
        await shoot(tab, "report")
        before = await tab.locator(".report-line:visible").count()
        await tab.locator(".report-only").check()
        assert await tab.locator(".report-line:visible").count() < before
