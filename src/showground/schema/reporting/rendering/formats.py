"""The formats of a report. Apart from the renderers, of which the web needs one and shall not load the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from showground.schema.reporting.rendering import html, markdown, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from showground.schema.reporting.types import Report

Format: TypeAlias = Literal["text", "markdown", "html", "json"]


def as_json(report: Report) -> str:
    """Return a report for programs; `msgspec.json.decode(..., type=Report)` reads it back."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode()


RENDERED: dict[Format, Callable[[Report], str]] = {
    "text": text.rendered,
    "markdown": markdown.rendered,
    "html": html.page,
    "json": as_json,
}
