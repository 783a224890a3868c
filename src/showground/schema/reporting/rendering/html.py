"""A report for a browser: one file that asks nothing of anywhere, or a fragment for a page of ours."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from showground.schema.reporting.rendering.words import VERDICTS, facts, fine, heading, remarks, said

if TYPE_CHECKING:
    from showground.schema.reporting.types import Line, Report, Section

SQL = "; select "


def page(report: Report) -> str:
    """Return a report as a whole file: readable in light and dark, on paper and by ear."""
    return _written("page.html", report, css=_styles())


def fragment(report: Report) -> str:
    """Return a report for the inside of a page that has a heading of its own; `report.css` dresses it."""
    return _written("fragment.html", report)


def _written(template: str, report: Report, **more: object) -> str:
    return _templates().get_template(template).render(report=report, **more)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("showground.schema.reporting", "rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(
        verdicts=VERDICTS, facts=facts, heading=heading, said=said, parts=parts, quiet=quiet, figures=figures
    )
    return found


@cache
def _styles() -> Markup:
    folder = resources.files(__package__)
    return Markup("\n".join((folder / name).read_text(encoding="utf-8") for name in ("page.css", "report.css")))  # noqa: S704 - ours


def parts(line: Line) -> tuple[str, str]:
    """Return what stands behind a status: in words, and the query by which anybody may ask again."""
    words, _, query = "; ".join(remarks(line)).partition(SQL)
    return (words, f"select {query}") if query else (words, "")


def figures(section: Section) -> list[bool]:
    """Return which columns of a table hold numbers."""
    columns = zip(*(line.cells for line in section.lines), strict=True)
    return [all(cell.replace(",", "").isdigit() for cell in column) for column in columns]


def quiet(line: Line) -> bool:
    """Whether nothing at a line, and nothing below it, asks for attention."""
    return fine(line) and all(quiet(one) for one in line.below)
