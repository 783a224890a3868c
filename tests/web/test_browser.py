"""The design page and the scripts in a real browser, under the policy that pages are sent with."""

from __future__ import annotations

import mimetypes
import shutil
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright
from tests.browser import complaints_of
from tests.make.pictures import picture_bytes
from tests.web.console_pages import CONSOLE
from tests.web.letter_pages import LETTERS
from tests.web.operator_pages import OPERATING
from tests.web.public_pages import PUBLIC

from showground.http.doorway import SECURITY
from showground.web.assets import STATIC
from showground.web.design import design_context
from showground.web.render import rendered

PAGES = {
    **PUBLIC,
    **CONSOLE,
    **LETTERS,
    **OPERATING,
    "design": ("design/index.html", design_context(datetime.now(UTC))),
}
LIVE = b'data: {"orders": "188", "revenue": "12,999.00"}\n\n'


class Server(ThreadingHTTPServer):
    """Remembers what was posted."""

    posted: list[str]


PICTURE = picture_bytes((64, 36), form="WEBP")


class Handler(BaseHTTPRequestHandler):
    """Answers with sample pages, built files, one live message, and the door's verdict."""

    server: Server

    def log_message(self, *args):
        """Stay quiet."""

    def answer(self, body, kind, status=200):
        self.send_response(status)
        for name, value in {**SECURITY, "content-type": kind, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            body = (STATIC / path.removeprefix("/static/")).read_bytes()
            return self.answer(body, mimetypes.guess_type(path)[0] or "font/woff2")
        if path.startswith("/media/"):
            return self.answer(PICTURE, "image/webp")
        if path.endswith("/live"):
            return self.answer(LIVE, "text/event-stream")
        name, context = PAGES["cards" if "cursor" in self.path else path.strip("/")]
        return self.answer(rendered(name, **context).encode(), "text/html; charset=utf-8")

    def do_POST(self):
        self.server.posted.append(self.rfile.read(int(self.headers["content-length"])).decode())
        name, context = CONSOLE["scan-duplicate"]
        part = "console/_verdict.html" if self.headers.get("HX-Request") else name
        self.answer(rendered(part, **context).encode(), "text/html; charset=utf-8")


@pytest.fixture(scope="module")
def server():
    server = Server(("127.0.0.1", 0), Handler)
    server.posted = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visit(server, browser):
    """Open a sample; at the end no error and no breach of the policy may have been reported."""
    heard, contexts = [], []

    def opened(name, **options):
        contexts.append(browser.new_context(reduced_motion="reduce", **options))
        tab = contexts[-1].new_page()
        heard.append(complaints_of(tab))
        tab.goto(f"http://127.0.0.1:{server.server_port}/{name}")
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert [said for said in heard if said] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_design_page_is_accessible_and_fits(visit, width, scheme):
    tab = visit("design", viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab.wait_for_selector(".plot-canvas canvas")

    grave = [v["id"] for v in Axe().run(tab).response["violations"] if v["impact"] in {"serious", "critical"}]

    assert grave == []
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_more_cards_come_in_place(visit):
    tab = visit("discover")
    tab.click("[data-more] a")
    expect(tab.locator(".event-card")).to_have_count(18)


def test_keys_search_and_list_themselves(visit):
    tab = visit("discover")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "q"
    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("?")
    assert tab.locator("#shortcuts").evaluate("dialog => dialog.open")


def test_the_theme_is_kept_in_a_cookie(visit):
    tab = visit("discover")
    tab.click("[data-theme-set=dark]")

    theme, cookies = tab.evaluate("[document.documentElement.dataset.theme, document.cookie.split('; ')]")
    assert (theme, [cookie for cookie in cookies if not cookie.startswith("zone=")]) == ("dark", ["theme=dark"])


def test_quantities_count_and_the_hold_runs_down(visit):
    event = visit("event")
    event.locator('[data-step="1"]').first.click()
    assert event.locator("[data-quantity-count]").inner_text() == "1"

    pay = visit("pay-test")
    expect(pay.locator("[data-timer-left]")).to_have_text("1:26")
    assert pay.locator(".timer").get_attribute("data-state") == "soon"


def test_the_door_asks_once_and_is_ready_again(visit, server):
    tab = visit("scan")
    tab.fill("[name=code]", "k7mq4xw2zp")
    tab.keyboard.press("Enter")
    expect(tab.locator(".verdict-word")).to_have_text("Already in")

    assert (tab.input_value("[name=code]"), tab.evaluate("document.activeElement.name")) == ("", "code")
    assert [post.count("code=k7mq4xw2zp") for post in server.posted] == [1]


def test_numbers_move_and_the_plot_saves_its_table(visit, tmp_path):
    tab = visit("console-event")
    expect(tab.locator("[data-live-value=orders]")).to_have_text("188")
    with tab.expect_download() as download:
        tab.click("[data-plot-name=tickets-a-day] [data-plot-csv]")
    download.value.save_as(tmp_path / "plot.csv")

    lines = (tmp_path / "plot.csv").read_text().splitlines()
    assert (lines[:2], len(lines)) == (["Day,Standard,Student", "12 May,0,0"], 31)


def test_without_javascript_the_event_page_still_sells(visit):
    tab = visit("event", java_script_enabled=False)

    assert tab.locator("form[action$='/cart'] input[type=number]").count() == 2
    assert tab.locator("form[action$='/cart'] button.btn-primary").is_visible()
    assert not tab.locator(".stepper button").first.is_visible()
