"""Numbers that move before somebody's eyes: how much he was told, how many are in; and whose they are."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from showground.kit.ids import uuid7

SHOTS = Path(__file__).parents[2] / "screenshots" / "live"
SOON = 10_000  # milliseconds
BELL, COUNT = "[data-bell]:visible", "[data-bell-count]:visible"
IN, EXPECTED = "[data-live-value=admitted]", "[data-live-value=expected]"


def cookie(platform, name, value):
    return {"name": name, "value": value, "url": platform}


async def shoot(tab, name):
    if not os.environ.get("SHOWGROUND_TEST_SCREENSHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        await tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (390, 1440):
            await tab.set_viewport_size({"width": width, "height": 900})
            await tab.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png")


async def test_the_bell_rings_without_a_reload_and_in_every_tab(visiting, make, platform):
    person = await make.user()
    session = cookie(platform, "showground_session", await make.session(person))
    async with visiting() as tab:
        await tab.context.add_cookies([session])
        await tab.goto("/me/notifications")
        await expect(tab.get_by_text("Nothing yet")).to_be_visible()
        await shoot(tab, "nothing-told")
        other = await tab.context.new_page()
        await other.goto("/")
        await tab.evaluate("window.stayed = true")
        await expect(tab.locator(COUNT)).to_have_count(0)

        await make.notification(person=await make.user(), title="For somebody else")
        await make.notification(person=person, title="Your tickets for Lantern Night")
        for each in (tab, other):
            await expect(each.locator(COUNT)).to_have_text("1", timeout=SOON)
        await make.notification(person=person, title="Your tickets for Soup in the Yard")
        for each in (tab, other):
            await expect(each.locator(COUNT)).to_have_text("2", timeout=SOON)
        assert await tab.evaluate("window.stayed") is True

        await tab.locator(BELL).click()
        await expect(tab.get_by_role("button", name="unread")).to_have_count(2)
        await expect(tab.get_by_text("For somebody else")).to_have_count(0)
        await expect(tab.locator(COUNT)).to_have_text("2", timeout=SOON)
        await shoot(tab, "told")
        await tab.get_by_role("button", name="Soup in the Yard").click()
        await tab.wait_for_url("**/me/tickets")
        for each in (tab, other):
            await expect(each.locator(COUNT)).to_have_text("1", timeout=SOON)

        await tab.goto("/me/notifications")
        await tab.get_by_role("button", name="Mark all as read").click()
        await expect(tab.get_by_text("All read.")).to_be_visible()
        for each in (tab, other):
            await expect(each.locator(COUNT)).to_have_count(0, timeout=SOON)


async def test_the_counter_moves_when_somebody_else_scans(visiting, make, platform):
    shop = await make.shop()
    first, second = await make.sale(shop, quantity=2)
    session, joined = await make.session(shop.owner), await make.joined(shop)
    async with visiting(width=1440, height=900) as desk, visiting() as phone:
        await desk.context.add_cookies([cookie(platform, "showground_session", session)])
        await phone.context.add_cookies([cookie(platform, "showground_device", joined.credential)])
        await desk.goto(f"/console/events/{shop.event_id}/scan")
        await phone.goto("/door")
        for tab in (desk, phone):
            await expect(tab.locator(IN)).to_have_text("0")
            await expect(tab.locator(EXPECTED)).to_have_text("2")
            await tab.evaluate("window.stayed = true")

        for scanning, code, count in ((phone, first, "1"), (desk, second, "2")):
            await scanning.fill("[name=code]", code)
            await scanning.click(".code-entry .btn-primary")
            await expect(scanning.locator(".verdict-word")).to_have_text("Admit")
            for tab in (desk, phone):
                await expect(tab.locator(IN)).to_have_text(count, timeout=SOON)

        assert [await tab.evaluate("window.stayed") for tab in (desk, phone)] == [True, True]
        await shoot(desk, "scan")
        await shoot(phone, "door")


async def events(client, path, **headers):
    """Give the id and the numbers of each event that a stream sends."""
    named = None
    async with client.stream("GET", path, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "id":
                named = value
            if name == "data":
                yield named, json.loads(value)


async def test_a_broken_line_goes_on_where_it_ended(make, platform):
    person = await make.user()
    await make.notification(person=person)
    mine = f"showground_session={await make.session(person)}"
    async with httpx.AsyncClient(base_url=platform, headers={"cookie": mine}, timeout=20) as client:
        for path, told in (("/me/notifications/live", str), ("/api/v1/me/notifications/live", int)):
            before = await unread_of(client)
            seen, numbers = await anext(events(client, path))
            assert numbers == {"unread": told(before)}

            again = events(client, path, **{"last-event-id": seen})
            waiting = asyncio.ensure_future(anext(again))
            await asyncio.sleep(1)
            assert not waiting.done()  # it has seen this number
            await make.notification(person=person)
            _, moved = await asyncio.wait_for(waiting, 10)
            assert moved == {"unread": told(before + 1)}
            await again.aclose()


async def unread_of(client):
    return (await client.get("/api/v1/me/notifications/unread")).json()["unread"]


@pytest.mark.parametrize("path", ["/me/notifications/live", "/api/v1/me/notifications/live", "/door/live"])
async def test_nobody_hears_nothing(path, make, platform):
    await make.notification(person=await make.user())
    async with httpx.AsyncClient(base_url=platform) as client:
        answer = await client.get(path)

    assert answer.status_code == (401 if path.startswith("/api/") else 303)


async def test_a_scanner_hears_its_own_door_and_a_stranger_none(make, platform):
    shop, other = await make.shop(), await make.shop()
    [code] = await make.sale(shop, quantity=1)
    await make.sale(other, quantity=2)
    joined, stranger = await make.joined(shop), await make.session(await make.user())
    async with httpx.AsyncClient(base_url=platform, timeout=20) as client:
        hearing = events(client, "/door/live", cookie=f"showground_device={joined.credential}")
        _, first = await anext(hearing)
        scanned = await client.post(
            f"/api/v1/events/{shop.event_id}/scans",
            json={"code": code, "scanner_id": str(uuid7()), "client_scan_id": str(uuid7())},
            headers={"authorization": f"Bearer {joined.credential}"},
        )
        _, moved = await asyncio.wait_for(anext(hearing), 10)
        await hearing.aclose()
        refused = [
            (await client.get(path, headers={"cookie": f"showground_session={stranger}"})).status_code
            for path in (f"/console/events/{shop.event_id}/live", f"/api/v1/events/{shop.event_id}/live", "/door/live")
        ]

    assert (first, scanned.status_code, moved) == (
        {"admitted": "0", "expected": "1"},
        200,
        {"admitted": "1", "expected": "1"},
    )
    assert refused == [403, 403, 303]
