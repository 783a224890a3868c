"""An organizer gives an event its cover, himself a picture and his club a logo, with scripts off."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import expect

SHOTS = Path(__file__).parents[2] / "screenshots" / "pictures"


def evening(size):
    """Return a picture with a sky, a moon at the top left and a hill: one sees where it is cut."""
    width, height = size
    sky = Image.linear_gradient("L").resize(size)
    image = Image.merge("RGB", (sky.point(lambda v: 20 + v * 3 // 5), sky.point(lambda v: 20 + v // 3), sky))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 12, height // 12, width // 12 + height // 4, height // 3), fill=(250, 220, 150))
    draw.polygon(((0, height), (width * 2 // 3, height // 2), (width, height)), fill=(30, 60, 40))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return {"name": "evening.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


async def shoot(tab, name):
    if not os.environ.get("SHOWGROUND_TEST_SCREENSHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        await tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (390, 1440):
            await tab.set_viewport_size({"width": width, "height": 900})
            await tab.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)


async def choose(tab, path, picture):
    """Send a file by the form of a page."""
    await tab.goto(path)
    await tab.set_input_files("[name=picture]", picture)
    await tab.click("form[enctype] button.btn-primary")
    await expect(tab.get_by_role("button", name="Remove the picture")).to_be_visible()


async def slug_of(sql, event_id):
    return await sql.fetchval("select slug from events.events where id = $1", event_id)


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
async def test_pictures_are_chosen_and_shown(scripts, visiting, make, platform, sql):
    owner = await make.user()
    shop, club = await make.shop(owner=owner), await make.organization(founder=owner)
    session = {"name": "showground_session", "value": await make.session(owner), "url": platform}
    async with visiting(width=1440, height=900, java_script_enabled=scripts) as tab:
        await tab.context.add_cookies([session])
        await choose(tab, "/me/avatar", evening((900, 700)))
        await shoot(tab, "avatar")
        await choose(tab, f"/console/logo?owner={club.handle}", evening((600, 300)))
        await shoot(tab, "logo")
        await choose(tab, f"/console/events/{shop.event_id}/cover", evening((2400, 1800)))
        await tab.check("[name=focus][value=top-left]")
        await expect(tab.locator(".cover-wide img")).to_have_css("object-position", "0px 0px")
        await shoot(tab, "cover")
        await tab.click("text=Save what stays in sight")
        await tab.goto(f"/events/{await slug_of(sql, shop.event_id)}")
        await expect(tab.locator(".cover-wide img")).to_have_css("object-position", "0px 0px")
        await shoot(tab, "event")
        assert (await cover_as_shown(tab)).endswith("-960.webp")  # 832 pixels wide there
        await tab.goto(f"/organizations/{club.handle}")
        await expect(tab.locator("main .avatar-large img")).to_be_visible()
        await shoot(tab, "organization")
        await tab.goto("/me")
        await shoot(tab, "settings")


async def cover_as_shown(tab):
    """Return the address of the size that the browser chose, once it is there."""
    cover = tab.locator(".cover-wide img")
    await expect(cover).to_have_js_property("complete", value=True)
    return await cover.evaluate("async one => (await one.decode(), one.currentSrc)")
