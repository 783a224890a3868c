"""What all renderings say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.schema.reporting.types import NOTHING, RELATIONS

if TYPE_CHECKING:
    from showground.schema.reporting.types import Line, Report, Word

VERDICTS: dict[Word, str] = {
    "broken": "Broken",
    "gaps": "Gaps",
    "not proved": "Not proved",
    "unenforced": "Holds, but not all of it is enforced",
    "proved": "Proved",
}


def heading(report: Report) -> str:
    """Return the title of a report."""
    return f"Relations of {report.database}"


def facts(report: Report) -> list[tuple[str, str]]:
    """Return where a report is from and how it was asked."""
    asked = "every row" if report.sampled is None else f"a sample of {report.sampled:g} % of big tables"
    return [
        ("Server", report.server),
        ("Read as", report.reader),
        ("Taken at", report.taken_at.strftime("%Y-%m-%d %H:%M:%S %Z")),
        ("Asked of", asked),
        ("Schemas", ", ".join(report.schemas)),
    ]


def remarks(line: Line) -> list[str]:
    """Return what stands behind a status: why, then the evidence; what is said again has its evidence elsewhere."""
    elsewhere = line.again and line.check in RELATIONS
    return [part for part in (line.why if line.why != NOTHING else "", "" if elsewhere else line.evidence) if part]


def said(line: Line) -> str:
    """Return a line's status; advice is called so."""
    return f"{line.said} (advice)" if line.advice and not fine(line) else line.said


def fine(line: Line) -> bool:
    """Whether a line itself asks for no attention: it is sound, or there is nothing of its kind."""
    return line.status in {"enforced", "holds"} or line.why == NOTHING
