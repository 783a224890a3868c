"""Every page renders with what a route gives it, with one primary button, guarded forms, whole markup."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.console_pages import CONSOLE
from tests.web.letter_pages import LETTERS
from tests.web.operator_pages import OPERATING
from tests.web.public_pages import PUBLIC
from tests.web.test_templates import TEMPLATES

from showground.web import assets
from showground.web.assets import STATIC, AssetsMissing, asset, icon
from showground.web.design import design_context, design_page
from showground.web.qr import qr
from showground.web.render import aloud, initials, page, paragraphs, rendered

PAGES = {
    **PUBLIC,
    **CONSOLE,
    **LETTERS,
    **OPERATING,
    "design": ("design/index.html", design_context(datetime.now(UTC))),
}
VOID = {"meta", "link", "input", "img", "br", "hr"}
JAVASCRIPT_LIMIT = 100_000
OF_CONSOLES = ("plot-", "diagram-")  # loaded where there is one, which no public page has


class Markup(HTMLParser):
    """Reads a page: open tags, ids, forms, labels, links into the page."""

    def __init__(self, html):
        super().__init__()
        self.open, self.broken, self.tags = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.broken.append(tag)

    def values(self, name):
        return [attrs[name] for _, attrs in self.tags if name in attrs]


@pytest.fixture(params=PAGES)
def html(request):
    name, context = PAGES[request.param]
    return rendered(name, **context)


def test_the_markup_is_whole(html):
    read = Markup(html)

    assert (read.broken, read.open) == ([], [])


def test_nothing_is_inline(html):
    read = Markup(html)

    assert not [attrs for _, attrs in read.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]
    assert [attrs.get("src", "") for tag, attrs in read.tags if tag == "script"] in ([], [asset("main.js")])


def test_ids_are_unique_and_labels_find_their_field(html):
    read = Markup(html)
    ids = [
        i
        for tag, attrs in read.tags
        for i in [attrs.get("id")]
        if i and "Gradient" not in tag and "gradient" not in tag
    ]

    assert [i for i, count in Counter(ids).items() if count > 1] == []
    assert [one for one in read.values("for") if one not in ids] == []
    assert [one for both in read.values("aria-labelledby") for one in both.split() if one not in ids] == []


def test_forms_that_post_to_us_carry_the_token(html):
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)

    assert [form[:80] for form in forms if 'name="csrf_token" value="c5rf"' not in form] == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "design"])
def test_one_primary_button_a_view(name):
    template, context = PAGES[name]
    html = rendered(template, **context)
    main = re.sub(r'<div class="buy-bar.*?</div>', "", html[html.find("<main") :], flags=re.DOTALL)
    labels = [
        re.sub(r"<.*?>", "", text).strip()
        for text in re.findall(r"btn-primary.*?>(.*?)</(?:a|button)>", main, re.DOTALL)
    ]

    assert len(labels) <= 1, labels


def test_every_template_of_a_page_has_a_sample():
    shown = {template for template, _ in PAGES.values()}
    partial = {
        "base.html",
        "console.html",
        "operator/console.html",
        "operator/signs.html",
        "errors/_error.html",
        "events/_buy.html",
        "events/_of_owner.html",
        "console/_event_head.html",
        "messaging/states.html",
        "users/_identities.html",
        "users/_settings_head.html",
    }

    assert {name for name in TEMPLATES if not name.startswith("components/")} - partial == shown


def test_text_of_people_is_escaped():
    template, context = PAGES["event"]
    event = context["event"]
    planted = type(event)(**{**vars(event), "title": "<b>&", "about": "<script>alert(1)</script>"})

    html = rendered(template, **{**context, "event": planted})

    assert "<b>" not in html
    assert "<script>alert" not in html


def test_a_value_that_a_route_forgot_raises():
    with pytest.raises(UndefinedError):
        rendered("users/sign_in.html", values={}, errors={}, next="", demo_logins=[], providers=[])  # no csrf_token


def test_a_page_is_an_answer():
    answer = page("errors/404.html", status_code=404, says="", request_id="", back_href=None, lang="en")

    assert (answer.status_code, answer.media_type) == (404, "text/html")


def test_the_design_page_answers():
    with TestClient(Litestar([design_page], openapi_config=None)) as client:
        answer = client.get("/design")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_the_javascript_of_a_public_page_is_small():
    files = [path for path in (STATIC / "assets").glob("*.js") if not path.name.startswith(OF_CONSOLES)]

    assert sum(path.stat().st_size for path in files) < JAVASCRIPT_LIMIT


def test_missing_assets_are_named(monkeypatch, tmp_path):
    with pytest.raises(AssetsMissing, match=r"have no nothing\.js: run `npm ci && npm run build` in web/"):
        asset("nothing.js")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets._file.cache_clear()
    with pytest.raises(AssetsMissing, match="are not built"):
        asset("main.js")


def test_an_icon_is_hidden_or_has_a_name():
    assert 'aria-hidden="true"' in icon("ticket")
    assert 'role="img" aria-label="&lt;Done&gt;"' in icon("check", label="<Done>")
    with pytest.raises(ValueError, match="not an icon's name"):
        icon('x"><script>')


def test_small_words():
    assert [initials(name) for name in ("Mara Lind", "bo", "Žofie van Öst", "", "???")] == ["ML", "B", "ŽÖ", "?", "?"]
    assert aloud("K7MQ4XW2ZP") == "K7MQ 4XW2 ZP"
    assert paragraphs("one\r\n\r\ntwo\nstill two\n\n\n") == ["one", "two\nstill two"]


def test_a_qr_code_reads_back():
    zxingcpp = pytest.importorskip("zxingcpp")
    from PIL import Image, ImageDraw

    text = "SG1.AZFx0000700080000000000000000000.k7mq4xw2zp.9fTt2Yv8mB1wLxqk3c0aRkqXw8r5mD2yqf0zJH1TnVbQ"
    svg = str(qr(text, "A ticket"))
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    picture = Image.new("L", (size * 6, size * 6), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        left, top = int(x) * 6, int(y) * 6
        draw.rectangle((left, top, left + int(length) * 6 - 1, top + 5), fill=0)

    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]
