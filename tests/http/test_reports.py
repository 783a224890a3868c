"""Reports of browsers: both formats, nothing too long, not too often, and no token in the log."""

from __future__ import annotations

import msgspec
import pytest
from structlog.testing import capture_logs

from showground.http import reports

OLD = {
    "csp-report": {
        "document-uri": "https://tickets.example/orders/7?order_token=sesame",
        "violated-directive": "script-src-elem 'self'",
        "blocked-uri": "https://evil.example/x.js?k=1",
        "line-number": 3,
    }
}
NEW = [
    {
        "age": 2,
        "type": "csp-violation",
        "url": "https://tickets.example/",
        "user_agent": "A browser",
        "body": {
            "documentURL": "https://tickets.example/?token=sesame",
            "effectiveDirective": "img-src",
            "blockedURL": "data",
            "sourceFile": None,
            "lineNumber": None,
        },
    },
    {"type": "deprecation", "body": {"id": "x"}},
]


@pytest.fixture
def send(browse, app):
    """Report as a browser does, with no earlier report counted; return the status and what was logged."""
    app.state.counter.tally._seen.clear()

    async def post(body, kind="application/csp-report"):
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        with capture_logs() as lines:
            answer = await (await browse()).client.post(
                "/csp-reports", content=content, headers={"content-type": kind, "origin": "null"}
            )
        return answer, [line for line in lines if line["event"] == "a browser stopped something"]

    return post


async def test_the_old_format_is_understood(send):
    answer, [line] = await send(OLD)

    assert answer.status_code == 204
    assert (line["directive"], line["blocked"]) == ("script-src-elem", "https://evil.example/x.js")
    assert (line["page"], line["line"]) == ("https://tickets.example/orders/7", 3)


async def test_the_reporting_api_is_understood_and_other_reports_are_passed_over(send):
    answer, [line] = await send(NEW, "application/reports+json")

    assert answer.status_code == 204
    assert (line["directive"], line["blocked"], line["page"]) == ("img-src", "data", "https://tickets.example/")


@pytest.mark.parametrize("kind", ["script-src' or 1=1", "x" * 5000, ""])
async def test_a_directive_that_is_none_becomes_no_label(send, kind):
    _, [line] = await send({"csp-report": {"effective-directive": kind, "document-uri": "https://a/" + "b" * 9000}})

    assert line["directive"] == "other"
    assert len(line["page"]) == reports.LONGEST


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1]", b"\xff\xfe", b'{"csp-report": 4}', b"[" * 5000, b'[{"type": "csp-violation", "body": 7}]'],
)
async def test_what_is_no_report_is_refused(send, body):
    answer, lines = await send(body)

    assert (answer.status_code, lines) == (422, [])


async def test_a_body_too_large_is_not_read(send):
    answer, lines = await send(b" " * (reports.MOST_BYTES + 1))

    assert (answer.status_code, lines) == (413, [])


async def test_somebody_who_reports_all_the_time_is_told_to_wait(send):
    answers = [(await send(OLD))[0] for _ in range(reports.MOST_OF_ADDRESS + 1)]

    assert [answer.status_code for answer in answers] == [204] * reports.MOST_OF_ADDRESS + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 900


async def test_pages_say_where_to_report(browse):
    answer = await (await browse()).open("/")

    assert answer.headers["reporting-endpoints"] == 'csp="/csp-reports"'
    assert "report-to csp; report-uri /csp-reports" in answer.headers["content-security-policy"]
