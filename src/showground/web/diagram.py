"""A picture of Graphviz's as a part of a page: without a size of its own, and in the page's colours, light or dark."""

from __future__ import annotations

import re

from markupsafe import Markup

from showground.schema.drawing.palette import CARD, HEAD, HUES, INK, PAPER, QUIET

COLOURS = {
    CARD: "var(--surface)",
    HEAD: "var(--diagram-head)",
    INK: "var(--color-base-content)",
    QUIET: "var(--muted)",
    PAPER: "none",
    **{hue: f"var(--hue-{number})" for number, hue in enumerate(HUES, 1)},
}
_SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')
_UNSAID = re.compile(r'(<g id="(?:t|clust|graph)\d+"[^>]*>)\s*<title>.*?</title>', re.DOTALL)  # a line's title stays
_COLOUR = re.compile(r'"(#[0-9a-f]{6})"')


def inline(picture: str) -> Markup:
    """Return the picture as an element of a page."""
    body = picture[picture.index("<svg") :]
    body = _SIZE.sub('<svg class="diagram-picture" lang="en"', body, count=1)
    body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
    body = _UNSAID.sub(r"\1", body)
    body = body.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace("xlink:href=", "href=")
    body = body.replace("xlink:title=", "aria-label=")
    body = _COLOUR.sub(lambda match: f'"{COLOURS.get(match[1], match[1])}"', body)
    return Markup(body)  # noqa: S704 - Graphviz escapes every name that it writes
