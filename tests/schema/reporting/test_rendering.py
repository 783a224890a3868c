"""A report reads the same in every format, and each is read back by something that did not write it."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from axe_playwright_python.async_playwright import Axe
from markdown_it import MarkdownIt
from playwright.async_api import async_playwright
from rich.text import Text
from tests import budget
from tests.browser import complaints_of
from tests.e2e.conftest import FLAGS
from tests.schema.reporting.asking import leaves, report_of
from tests.schema.shapes import shape

from showground.schema.reporting.rendering import html, markdown, text
from showground.schema.reporting.rendering.formats import RENDERED
from showground.schema.reporting.rendering.words import VERDICTS, said
from showground.schema.reporting.types import Line, Report

SHOTS = Path(__file__).parents[3] / "screenshots" / "report"
HOSTILE = "<b>|`x`*_[a](javascript:1)"


BROKEN, OURS = "a small one that is broken", "ours with its hundred tables"
VIEWS = [(width, scheme) for width in (390, 1440) for scheme in ("light", "dark")]
LOOKED_AT = budget.pick(
    short=[(BROKEN, 390, "light"), (BROKEN, 1440, "dark")],
    soak=[(which, *view) for which in (BROKEN, OURS) for view in VIEWS],
)


@pytest.fixture(scope="module")
async def reports(scratch, site):
    async with scratch(18, shape("rails")) as url:
        broken = await report_of(url)
    return {BROKEN: broken, OURS: await report_of(site.owner_url)}


@pytest.fixture(scope="module", params=[BROKEN, OURS])
def found(request, reports):
    """Each report in turn."""
    return reports[request.param]


@pytest.fixture(scope="module")
def hostile(found):
    """The same with a line that nobody sane would write."""
    line = Line(check="fk", subject=HOSTILE, status="violated", evidence=f"{HOSTILE}; select {HOSTILE}", why=HOSTILE)
    cells = Line(check="x", subject="x", status="holds", evidence=HOSTILE, cells=(HOSTILE, *"1234"))
    tree, table = (one for one in found.sections if one.name in {"schemas", "connected"})
    replaced = (msgspec.structs.replace(tree, lines=(line,)), msgspec.structs.replace(table, lines=(cells,)))
    return msgspec.structs.replace(found, sections=replaced, database=HOSTILE)


class Page(HTMLParser):
    """A page as somebody else reads it: its tags, and the text of its headings, lines and cells."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.links, self.parts = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"src", "href", "action", "srcset"}]
        if tag not in {"meta", "input", "br"}:
            self.open.append((tag, dict(attrs).get("class", "")))

    def handle_endtag(self, tag):
        opened, _ = self.open.pop()
        assert opened == tag

    def handle_data(self, data):
        if self.open and data.strip():
            self.parts.append((*self.open[-1], data.strip()))

    def texts(self, name):
        return [part for tag, kind, part in self.parts if name in {tag, kind}]


def every_line(report):
    """Return all lines, said again or not."""

    def below(lines):
        for line in lines:
            yield line
            yield from below(line.below)

    return [line for section in report.sections for line in below(section.lines)]


@pytest.mark.parametrize("name", RENDERED)
def test_the_same_report_gives_the_same_bytes(found, name):
    again = msgspec.json.decode(msgspec.json.encode(found), type=Report)

    assert RENDERED[name](again) == RENDERED[name](found)


def test_json_is_read_back_whole(found):
    assert msgspec.json.decode(RENDERED["json"](found), type=Report) == found


def test_a_page_is_well_formed_says_every_line_and_asks_nothing_of_anywhere(found):
    page = Page(html.page(found))

    trees = [section for section in found.sections if section.layout == "tree"]
    told = [line for section in trees for line in every_line(msgspec.structs.replace(found, sections=(section,)))]
    assert page.texts("report-subject") == [line.subject for line in told]
    assert len(page.texts("report-status")) == len(every_line(found))
    assert page.texts("h2") == [VERDICTS[found.verdict.word], *(section.title for section in found.sections)]
    assert {link[0] for link in page.links} == {"#"}
    assert set(page.tags).isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert page.open == []


def test_a_fragment_has_no_style_and_no_heading_of_a_page(found):
    tags = Page(html.fragment(found)).tags

    assert set(tags).isdisjoint({"style", "script", "html", "body", "main", "h1"})
    assert "style=" not in html.fragment(found)


def test_markdown_is_read_as_headings_lists_and_tables(found):
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown.rendered(found))

    heads = [tokens[place + 1].children[0].content for place, one in enumerate(tokens) if one.type == "heading_open"]
    codes = [
        child.content for one in tokens if one.type == "inline" for child in one.children if child.type == "code_inline"
    ]
    trees = [section for section in found.sections if section.layout == "tree"]
    told = [line for section in trees for line in every_line(msgspec.structs.replace(found, sections=(section,)))]
    assert heads == [f"Relations of {found.database}", *(section.title for section in found.sections)]
    assert codes == [line.subject for line in told]
    rows = sum(one.type == "tr_open" for one in tokens)
    tables = [section for section in found.sections if section.layout == "table" and section.lines]
    assert rows == sum(len(section.lines) + 1 for section in tables)


def test_text_says_every_line_without_colour(found):
    written = text.rendered(found, width=400)

    missing = [line.subject for line in every_line(found) if line.subject not in written and not line.cells]
    assert missing == []
    assert all(said(line) in written for line in leaves(found))
    assert "\x1b" not in written
    assert "\x1b[" in text.rendered(found, width=400, colour=True)
    assert Text.from_ansi(text.rendered(found, width=400, colour=True)).plain.split() == written.split()


def test_names_of_a_stranger_stay_text(hostile):
    page = Page(html.page(hostile))
    assert page.texts("report-subject") == [HOSTILE]
    assert page.texts("th")[-1] == HOSTILE
    assert {link[0] for link in page.links} == {"#"}

    shown = MarkdownIt("commonmark").enable("table").render(markdown.rendered(hostile))
    assert "<a " not in shown
    assert "<b>" not in shown
    assert Page(shown).texts("code") == [HOSTILE]
    assert HOSTILE in text.rendered(hostile, width=400)


@pytest.mark.parametrize(("which", "width", "scheme"), LOOKED_AT)
async def test_a_page_is_accessible_and_not_too_wide(reports, tmp_path, which, width, scheme):
    found = reports[which]
    file = tmp_path / "report.html"
    file.write_text(html.page(found), encoding="utf-8")
    SHOTS.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        window = await browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab = await window.new_page()
        said_there, asked = complaints_of(tab), []
        tab.on("request", lambda request: asked.append(request.url))
        await tab.goto(file.as_uri())
        await tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        axe = await Axe().run(tab)
        wide = await tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        everything = await tab.locator(".report-line:visible").count()
        await tab.get_by_label("Show only what asks for attention").check()
        wrong = await tab.locator(".report-line:visible").count()
        await tab.get_by_label("Show only what asks for attention").uncheck()
        await tab.screenshot(path=SHOTS / f"{len(found.schemas)}-schemas-{width}-{scheme}.png")
        await browser.close()

    assert [(one["id"], one["nodes"][0]["html"]) for one in axe.response["violations"]] == []
    assert (said_there, wide, asked) == ([], 0, [file.as_uri()])
    assert 0 < wrong < everything


async def test_a_page_on_paper_shows_every_query(reports, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(html.page(reports[BROKEN]), encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        tab = await browser.new_page()
        await tab.goto(file.as_uri())
        await tab.emulate_media(media="print")
        heights = await tab.evaluate(
            "[...document.querySelectorAll('pre')].map(one => one.getBoundingClientRect().height)"
        )
        shown = await tab.locator(".report-nav, .report-filter").evaluate_all(
            "all => all.filter(one => one.offsetHeight)"
        )
        await browser.close()

    assert len(heights) > 10
    assert min(heights) > 10
    assert shown == []
