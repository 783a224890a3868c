"""A report for readers: in a terminal, in a repository, in a browser, for a program. The same report, the same bytes.

A page of ours takes `html.fragment(report)`: everything but the frame, without any style or script in it. `report.css`
beside it dresses the fragment with the names of the site's own tokens; `html.page` is a whole file with both.
"""

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
