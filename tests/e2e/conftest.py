"""A platform that serves this process's database, and visitors in Debian's Chromium."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
import time
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest
from playwright.async_api import ViewportSize, async_playwright
from tests.browser import complaints_of

from showground.db.principal import Worker
from showground.db.processes import spawn
from showground.domains.ticketing.defaults import ensure_default_fee_plan

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SECONDS = 60
OTHERS_PICTURES = """
    update users.user_profiles set avatar_key = null where avatar_key is not null;
    update organizations.organizations set logo_key = null where logo_key is not null;
    update events.events set cover_key = null where cover_key is not null;
    delete from users.pictures;
"""  # their files lie in other tests' folders
REFUSED_FORM = "status of 422"  # Chromium reports the status of a page that shows a form's errors


@pytest.fixture(scope="module")
def environment(site, tmp_path_factory):
    """What the processes of one platform are told."""
    state = str(tmp_path_factory.mktemp("state"))
    return {**os.environ, "DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": state}


@pytest.fixture(scope="module")
async def platform(site, environment):
    """The address of a platform, which has its fee plan as every platform that was prepared."""
    async with site.db.acting_as(Worker()) as tx:
        await ensure_default_fee_plan(tx)
    owner = await asyncpg.connect(site.owner_url)
    await owner.execute(OTHERS_PICTURES)
    await owner.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {**environment, "SHOWGROUND_PORT": str(port)}
    process = spawn([sys.executable, "-m", "showground", "serve"], environment=told)
    try:
        await asyncio.to_thread(wait_until_ready, f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)


def wait_until_ready(address, process):
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not come up")


async def shoot(tab, folder, name):
    """Take the page at both widths, in both themes, into a folder that git ignores; only when asked for."""
    if not os.environ.get("SHOWGROUND_TEST_SCREENSHOTS"):
        return
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        await tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (390, 1440):
            await tab.set_viewport_size({"width": width, "height": 900})
            await tab.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
    await tab.emulate_media(color_scheme="light")


@pytest.fixture
def visiting(platform):
    """`async with visiting(...) as tab`: a new visitor's tab. At its end no script may have complained."""

    @asynccontextmanager
    async def visiting(*, width=390, height=844, locale="en-GB", **options):
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            view = ViewportSize(width=width, height=height)
            context = await browser.new_context(
                base_url=platform, viewport=view, reduced_motion="reduce", locale=locale, **options
            )
            tab = await context.new_page()
            said = complaints_of(tab)
            yield tab
            await browser.close()
        assert [line for line in said if REFUSED_FORM not in line] == []

    return visiting
