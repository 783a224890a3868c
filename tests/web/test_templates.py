"""The templates as text: every string is marked for translation, nothing inline, no raw colour, known icons."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from showground.web.render import environment

FOLDER = Path(__file__).parents[2] / "src" / "showground" / "web" / "templates"
LETTERS_FOLDER = FOLDER.parents[1] / "domains" / "messaging" / "mail" / "templates"
LETTERS = sorted(str(path.relative_to(LETTERS_FOLDER)) for path in LETTERS_FOLDER.rglob("*.jinja"))
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
UNTRANSLATED = {"Showground", "PNG", "CSV"}
SPOKEN = {"alt", "title", "aria-label", "placeholder", "content"}
WORDS = re.compile(r"[A-Za-z]{2,}")
PROSE = re.compile(r"^[A-Z][a-z]+\b(?!/)|[a-z]+ [a-z]+")
MARKS = {"_", "gettext", "ngettext", "pgettext"}
SAMPLES = "design/index.html"  # shows names of people and tickets that are data elsewhere


class Text(HTMLParser):
    """Collects what people would read."""

    def __init__(self):
        super().__init__()
        self.found, self.tag = [], ""

    def handle_data(self, data):
        if self.tag != "style":
            self.found += [line.strip(" ·x") for line in data.splitlines()]

    def handle_endtag(self, tag):
        del tag
        self.tag = ""

    def handle_starttag(self, tag, attrs):
        self.tag = tag
        self.found += [value for name, value in attrs if name in SPOKEN and value]


def source(name):
    return ((LETTERS_FOLDER if name in LETTERS else FOLDER) / name).read_text()


def literal_text(name):
    """Return the HTML of a template with an x for what is computed."""
    tokens = environment().lex(source(name))
    shown = {"variable_begin": "x", "block_begin": "\n"}
    return "".join(value if kind == "data" else shown.get(kind, "") for _, kind, value in tokens)


@pytest.mark.parametrize("name", TEMPLATES + LETTERS)
def test_every_visible_string_is_marked(name):
    reader = Text()
    reader.feed(literal_text(name))
    words = [text for text in reader.found if WORDS.search(text) and text not in UNTRANSLATED]

    assert [text for text in words if not text.startswith(("width=device", "light dark", "{"))] == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES + LETTERS if name != SAMPLES])
def test_every_sentence_in_an_expression_is_marked(name):
    tree = environment().parse(source(name))
    marked = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for const in call.find_all(nodes.Const)
    }
    loose = [c.value for c in tree.find_all(nodes.Const) if id(c) not in marked and isinstance(c.value, str)]
    classes = re.compile(r"^[\sa-z0-9:.\[\]()/#,=_-]*$")

    assert [text for text in loose if PROSE.search(text.strip()) and not classes.match(text)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_inline_and_no_colour_is_raw(name):
    text = re.sub(r"\{#.*?#\}", "", source(name), flags=re.DOTALL)

    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:", literal_text(name)) == []
    assert "|safe" not in text
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []
    assert re.findall(r"#[0-9a-fA-F]{6}\b|\b(?:rgb|hsl|oklch)a?\(", text) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_page_says_what_it_reads(name):
    assert source(name).startswith("{") or name in {"components/mark.html", "components/theme.html"}


def test_type_comes_in_six_sizes():
    sizes = {size for name in TEMPLATES for size in re.findall(r"\btext-(xs|sm|base|lg|xl|\dxl|\[)", source(name))}

    assert sizes == set()


def test_the_sprite_holds_the_icons_that_are_named():
    listed = set(re.findall(r'"([a-z0-9-]+)"', (FOLDER.parents[3] / "web" / "icons.js").read_text()))
    named = {icon for name in TEMPLATES for icon in re.findall(r'\bicon\("([a-z0-9-]+)"', source(name))}
    named |= {icon for name in TEMPLATES for icon in re.findall(r'icon_name="([a-z0-9-]+)"', source(name))}

    assert named - listed == set()
