"""The tokens keep WCAG: AAA for body text, AA for every other text, 3:1 for the edges of controls."""

from __future__ import annotations

import json
import re
from itertools import combinations
from math import cos, dist, radians, sin
from pathlib import Path

import pytest

from showground.web.colour import contrast, linear_rgb

TOKENS = Path(__file__).parents[2] / "web" / "src" / "css" / "tokens.css"
COLOUR = re.compile(r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\);")
GROUNDS = ("color-base-100", "color-base-200", "surface")
TINTS = ("ember", "cool", "good", "warn", "bad")
FILLS = ("primary", "secondary", "accent", "neutral", "info", "success", "warning", "error")
PLOTS = range(1, 9)
HUES = range(1, 15)  # of schemas in the picture of the database
APART = 0.12  # in OKLab, where 0.02 is just seen
AAA, AA, EDGE = 7.0, 4.5, 3.0


def tokens(theme):
    """Read the colours of a theme; what stands under :root holds in both."""
    text = TOKENS.read_text()
    block = re.search(rf'@plugin "daisyui/theme" {{\s*name: "{theme}";(.*?)\n}}', text, re.DOTALL)[1]
    shared = re.search(r"\n:root {(.*?)\n}", text, re.DOTALL)[1]
    found = COLOUR.findall(block) + COLOUR.findall(shared)
    return {name: linear_rgb(float(light) / 100, float(chroma), float(hue)) for name, light, chroma, hue in found}


def pairs():
    for ground in (*GROUNDS, "color-base-300"):
        yield "color-base-content", ground, AAA
    for ground in GROUNDS:
        yield "muted", ground, AA
        yield "edge", ground, EDGE
        yield "focus", ground, EDGE
        yield from ((tint, ground, AA) for tint in TINTS)
        yield from ((f"plot-{n}", ground, EDGE) for n in PLOTS)
        yield from ((f"hue-{n}", ground, AA) for n in HUES)
    yield from ((tint, f"{tint}-tint", AA) for tint in TINTS)
    yield from (("color-base-content", f"{tint}-tint", AAA) for tint in TINTS)
    yield from ((f"color-{fill}-content", f"color-{fill}", AA) for fill in FILLS)
    yield from (("diagram-head", f"hue-{n}", AA) for n in HUES)
    yield "dusk-text", "dusk", AAA
    yield "dusk-muted", "dusk", AAA
    yield from ((f"{tone}-text", tone, AA) for tone in ("admit", "deny", "hold"))
    yield "qr-ink", "qr-paper", 15.0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), list(pairs()), ids=str)
def test_text_stands_out_from_its_ground(theme, text, ground, least):
    colours = tokens(theme)

    assert contrast(colours[text], colours[ground]) >= least


def oklch(theme):
    """Return the colours of a theme as lightness, chroma and hue."""
    block = re.search(rf'@plugin "daisyui/theme" {{\s*name: "{theme}";(.*?)\n}}', TOKENS.read_text(), re.DOTALL)[1]
    return {name: (float(light) / 100, float(c), radians(float(hue))) for name, light, c, hue in COLOUR.findall(block)}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_of_plots_can_be_told_apart(theme):
    found = oklch(theme)
    places = [(light, c * cos(hue), c * sin(hue)) for light, c, hue in (found[f"plot-{n}"] for n in PLOTS)]

    assert len(places) == 8
    assert min(dist(one, other) for one, other in combinations(places, 2)) > APART


def test_the_plots_have_a_dash_and_a_mark_for_each_colour():
    script = (TOKENS.parents[1] / "plot.js").read_text()
    dashes, marks = (re.search(rf"const {name} = (\[.*\]);", script)[1] for name in ("DASHES", "MARKS"))

    assert len({str(dash) for dash in json.loads(dashes)}) == len(set(json.loads(marks))) == len(PLOTS)


def test_contrast_is_that_of_wcag():
    white, black, mid = linear_rgb(1, 0, 0), linear_rgb(0, 0, 0), linear_rgb(0.5999, 0, 0)

    assert round(contrast(white, black), 2) == 21.0  # the end of the scale
    assert round(contrast(white, mid), 1) == 3.9  # 0.6^3 = 0.216 -> 1.05 / 0.266


def test_only_the_tokens_name_colours():
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)a?\((?!from var)")
    styles = [path for path in TOKENS.parents[1].rglob("*.css") if path != TOKENS]

    assert {path.name: found for path in styles if (found := raw.findall(path.read_text()))} == {}
