"""Where browsers report what our content security policy stopped: `/csp-reports`, in the old format and the new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, post

from showground.http.desk import client_ip_of
from showground.kit.faults import Invalid
from showground.logs import log
from showground.measures import CSP_REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.http.counter import Counter

MOST_BYTES = 16_384
MOST_IN_ONE, LONGEST = 20, 200
MOST_OF_ADDRESS = 100  # in one window of attempts
DIRECTIVES = frozenset(
    [
        "default-src",
        "script-src",
        "script-src-elem",
        "script-src-attr",
        "style-src",
        "style-src-elem",
        "style-src-attr",
        "img-src",
        "font-src",
        "connect-src",
        "media-src",
        "object-src",
        "frame-src",
        "child-src",
        "worker-src",
        "manifest-src",
        "form-action",
        "base-uri",
        "frame-ancestors",
        "require-trusted-types-for",
        "trusted-types",
    ]
)


class Unreadable(Invalid):
    """The body is no report."""

    code = "report_unreadable"
    says = "This is not a report that browsers send."


class Stopped(msgspec.Struct, frozen=True, rename="camel"):
    """What a browser stopped, as the Reporting API says it."""

    effective_directive: str = ""
    blocked_url: str | None = msgspec.field(default=None, name="blockedURL")
    document_url: str = msgspec.field(default="", name="documentURL")
    source_file: str | None = None
    line_number: int | None = None


class OldStopped(msgspec.Struct, frozen=True, rename="kebab"):
    """What a browser stopped, in the format of `report-uri`."""

    effective_directive: str = ""
    violated_directive: str = ""
    blocked_uri: str = ""
    document_uri: str = ""
    source_file: str | None = None
    line_number: int | None = None


class Report(msgspec.Struct, frozen=True):
    """One report of the Reporting API; other types than ours are passed over."""

    type: str
    body: msgspec.Raw = msgspec.Raw(b"{}")


class OldReport(msgspec.Struct, frozen=True):
    """The envelope of the old format."""

    report: OldStopped = msgspec.field(name="csp-report")


@post(
    "/csp-reports",
    operation_id="CspReports",
    include_in_schema=False,
    status_code=204,
    request_max_body_size=MOST_BYTES,
)
async def csp_reports(request: Request[Any, Any, Any]) -> Response[None]:
    """Log and count what a browser stopped. Anybody may say anything here, so it is short, seldom and only noted."""
    counter: Counter = request.app.state.counter
    counter.tally.take(f"csp:ip:{client_ip_of(request)}", most=MOST_OF_ADDRESS)
    for stopped in read(await request.body()):
        directive = stopped.effective_directive if stopped.effective_directive in DIRECTIVES else "other"
        CSP_REPORTS.labels(directive).inc()
        log().warning(
            "a browser stopped something",
            directive=directive,
            blocked=place(stopped.blocked_url or ""),
            page=place(stopped.document_url),
            source=place(stopped.source_file or ""),
            line=stopped.line_number,
        )
    return Response(None, status_code=204)


def read(body: bytes) -> Iterable[Stopped]:
    """Return what was stopped, from either format.

    Raises:
        Unreadable: it is neither.
    """
    try:
        if body.lstrip()[:1] == b"[":
            reports = msgspec.json.decode(body, type=list[Report])[:MOST_IN_ONE]
            return [msgspec.json.decode(one.body, type=Stopped) for one in reports if one.type == "csp-violation"]
        old = msgspec.json.decode(body, type=OldReport).report
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable from error
    directive = old.effective_directive or old.violated_directive.partition(" ")[0]
    return [Stopped(directive, old.blocked_uri, old.document_uri, old.source_file, old.line_number)]


def place(url: str) -> str:
    """Return an address without its query, which may hold a token, and no longer than a line; or a word like `eval`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "unreadable"
    host = parts.netloc.rpartition("@")[2]
    whole = f"{parts.scheme}://{host}{parts.path}" if parts.netloc else f"{parts.scheme}:{parts.path}".lstrip(":")
    return (parts.scheme if parts.scheme in {"data", "blob"} else whole)[:LONGEST]
