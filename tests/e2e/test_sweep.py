"""Every page of the route table in a real browser, as somebody who may see it: accessible, whole, not too wide."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright
from tests import budget
from tests.browser import complaints_of
from tests.contract.calls import Holdings
from tests.e2e.conftest import FLAGS

from showground.app import http_app
from showground.db.principal import Operator, Worker
from showground.domains.users import store
from showground.domains.users.acting.service import close_account
from showground.http.doorway import NOTHING_INLINE
from showground.http.operating.checking import CheckWanted, carry_out_check, last_check, want_check
from showground.http.operating.reporting import keep_report
from showground.schema.catalog.read import read, reading
from showground.schema.reporting import build
from showground.settings import read_settings
from showground.web.mail import LETTER_POLICY

SHOTS = Path(__file__).parents[2] / "screenshots" / "sweep"
VIEWS = budget.pick(
    short=[(390, "light"), (1440, "dark")],
    soak=[(width, scheme) for width in (390, 1440) for scheme in ("light", "dark")],
)
NO_PAGES = ("/api/v1/", "/static/", "/media/", "/healthz", "/readyz", "/metrics", "/.well-known/")  # tests of their own
FILES = ("text/csv", "text/calendar", "text/event-stream")  # what the other addresses of the web answer with
LETTERS = ("/dev/mail/{mail_id}/letter",)  # for mail programs: no page of ours, and looked at by its own tests
ELSEWHERE = (  # no pages: they send on, hand over a file, or speak to a scanner; tests of their own follow them
    "/door/live",
    "/language/{language}",
    "/me/data/exports/{export_id}",
    "/pay/{payment_id}",
    "/sign-in/with/{provider}",
    "/sign-in/with/{provider}/back",
)
SAMPLES = ("/design",)  # its links lead to events that there are not
SEEN_ON_PAGE = """() => ({
    lang: document.documentElement.lang,
    title: document.title,
    mains: document.querySelectorAll('main').length,
    headings: document.querySelectorAll('h1').length,
    tooWide: document.documentElement.scrollWidth - innerWidth,
    bare: [...document.forms].filter(form => form.method === 'post' && !form.querySelector('[name=csrf_token]')?.value)
                             .map(form => form.action),
    links: [...document.querySelectorAll('a[href]')]
        .map(link => new URL(link.getAttribute('href'), document.baseURI).href),
})"""


def addresses():
    """Return every address of the web that is read by GET."""
    app = http_app(read_settings({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}))
    read = {route.path_format for route in app.routes if "GET" in getattr(route, "route_handler_map", {})}
    return sorted(path for path in read if not path.startswith(NO_PAGES) and path not in ELSEWHERE)


class Sweeper:
    """One browser for all pages: the owner of everything, and nobody for the pages that he has no use for."""

    def __init__(self, address, browser, holdings, token) -> None:
        self.address, self.browser, self.holdings, self.token = address, browser, holdings, token
        self.checked: set[str] = set()
        self.windows: dict[tuple, Any] = {}

    async def place(self, template):
        """Return the address of a page with the owner's things in it."""
        values = await self.holdings.path(None, "GET", template)
        owner = self.holdings.estate.organization.handle
        return template.format(**values) + (f"?owner={owner}" if template.startswith("/console") else "")

    def client(self, *, signed_in=True):
        """Return a client that sees what the browser sees."""
        cookies = {"showground_session": self.token} if signed_in else {}
        return httpx.AsyncClient(base_url=self.address, cookies=cookies)

    async def kind(self, path, *, signed_in=True):
        """Return the status and the type of what stands at an address; the rest is not read."""
        async with self.client(signed_in=signed_in) as client, client.stream("GET", path) as answer:
            policy = LETTER_POLICY if path.endswith("/letter") else NOTHING_INLINE
            assert answer.headers["content-security-policy"] == policy
            return answer.status_code, answer.headers.get("content-type", "").partition(";")[0]

    async def window(self, width, scheme, *, signed_in):
        """Return the browser's window of one view, opened once."""
        key = (width, scheme, signed_in)
        if key not in self.windows:
            view = {"width": width, "height": 900}
            window = await self.browser.new_context(
                base_url=self.address, viewport=view, color_scheme=scheme, reduced_motion="reduce", locale="en-GB"
            )
            if signed_in:
                await window.add_cookies([{"name": "showground_session", "value": self.token, "url": self.address}])
            self.windows[key] = window
        return self.windows[key]

    async def visit(self, path, name, *, width, scheme, signed_in):
        """Open a page in one view; return what is wrong with it and where its links lead."""
        tab = await (await self.window(width, scheme, signed_in=signed_in)).new_page()
        said = complaints_of(tab)
        answer = await tab.goto(path)
        if await tab.locator(".plot-canvas").count():
            await tab.wait_for_selector(".plot-canvas canvas")
        page = await tab.evaluate(SEEN_ON_PAGE)
        axe = await Axe().run(tab)
        await tab.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
        await tab.close()
        wrong = [f"{v['id']}: {v['nodes'][0]['html']}" for v in axe.response["violations"] if v["impact"] in GRAVE]
        return [*wrong, *said, *faults_of(page, answer.status)], page["links"]

    async def dead_links(self, links, *, signed_in):
        """Return those of our own links that lead nowhere; each is followed once."""
        ours = {link.partition("#")[0] for link in links if link.startswith(f"{self.address}/")} - self.checked
        self.checked |= ours
        found = [(link, await self.kind(link, signed_in=signed_in)) for link in sorted(ours)]
        return [f"{urlsplit(link).path}: {status}" for link, (status, _) in found if status >= 400]


GRAVE = {"serious", "critical"}


def faults_of(page, status):
    """Return what a page lacks."""
    wanted = {
        "status": status == 200,
        "language": page["lang"] == "en",
        "title": page["title"] not in {"", "Showground"},
        "one main part": page["mains"] == 1,
        "one heading": page["headings"] == 1,
        "width": page["tooWide"] <= 0,
    }
    return [name for name, fine in wanted.items() if not fine] + [f"no token: {form}" for form in page["bare"]]


async def keep_a_report(db, owner_url):
    """Keep a report as `showground schema report --keep` does; of a part, for a picture of it all would be too tall."""
    async with reading(owner_url) as connection:
        report = await build.report(connection, await read(connection), schemas=["campaigns", "ref"])
    async with db.acting_as(Worker()) as tx:
        await keep_report(tx, report)


async def operated(make, owner, owner_url):
    """Make the owner an operator too, who has something to look at on each of the operators' pages."""
    async with make.db.acting_as(Worker()) as tx:
        await store.set_operator(tx, user_id=owner.user_id, is_operator=True)
    await make.failed_job(error="ConnectionRefusedError: [Errno 111] mail.example.org:587 refused the connection")
    await make.failed_job(task="payments.settle", status="todo", error="")
    await make.open_notice(failure="payments.unknown_payment: There is no such payment.")
    await make.letter(person=owner)
    closed = await make.user(name="Somebody with a Long Name whose Account is Closed")
    async with make.db.acting_as(Operator(owner.user_id)) as tx:
        await close_account(tx, operator=owner.user_id, person_id=closed.user_id, reason="He asked us to.")
        await want_check(tx, operator=owner.user_id)
        running, _ = await last_check(tx)
    await carry_out_check(make.db, CheckWanted(running.id))
    await keep_a_report(make.db, owner_url)


@pytest.fixture(scope="module")
async def sweeper(platform, make, site):
    SHOTS.mkdir(parents=True, exist_ok=True)
    estate = await make.estate()
    await operated(make, estate.owner, site.owner_url)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield Sweeper(platform, browser, Holdings(make, estate), await make.session(estate.owner))
        await browser.close()


@pytest.mark.parametrize("page", addresses())
async def test_every_page_is_sound(page, sweeper):
    path = await sweeper.place(page)
    signed_in = True
    status, kind = await sweeper.kind(path)
    if status == 303:  # nobody who is in needs to sign in
        signed_in = False
        status, kind = await sweeper.kind(path, signed_in=False)

    assert status == 200
    if kind != "text/html" or page in LETTERS:
        assert kind in FILES or page in LETTERS
        return
    name = re.sub(r"\W+", "-", page).strip("-") or "home"
    for width, scheme in VIEWS:
        wrong, links = await sweeper.visit(path, name, width=width, scheme=scheme, signed_in=signed_in)
        if page not in SAMPLES:
            wrong += await sweeper.dead_links(links, signed_in=signed_in)

        assert json.dumps(wrong, indent=1) == "[]"
