"""What every answer carries, whoever asks for whatever: a strict policy, and nothing kept that is somebody's own."""

from __future__ import annotations

import re

import pytest
from tests.browser import client_of
from tests.contract.test_routes import ROUTES

from showground.app import http_app
from showground.settings import read_settings

NEVER = {"unsafe-inline", "unsafe-eval", "*", "http:", "https:", "blob:"}
CLOSED = {"default-src": {"'none'"}, "base-uri": {"'none'"}, "frame-ancestors": {"'none'"}, "script-src": {"'self'"}}
ANSWERS = sorted(ROUTES)


def policy_of(answer):
    """Return the directives of an answer's content security policy."""
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def assert_strict(answer):
    policy = policy_of(answer)
    assert {name: policy[name] for name in CLOSED} == CLOSED
    assert not NEVER & {source.strip("'") for sources in policy.values() for source in sources}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-permitted-cross-domain-policies"] == "none"
    assert answer.headers["reporting-endpoints"] == 'csp="/csp-reports"'
    assert policy["report-to"] == {"csp"}
    for feature in ("geolocation", "microphone", "payment", "usb"):
        assert f"{feature}=()" in answer.headers["permissions-policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize(("method", "path"), ANSWERS)
async def test_every_route_answers_with_strict_headers(method, path, browse):
    nobody = await browse()

    assert_strict(await nobody.client.request(method, named(path)))


@pytest.mark.parametrize(("method", "path"), [one for one in ANSWERS if not one[1].endswith("/live")])
async def test_what_a_person_is_answered_is_kept_by_nobody(method, path, browse, make):
    somebody = await browse(await make.user())
    answer = await somebody.client.request(method, named(path))

    assert_strict(answer)
    if not path.startswith(("/static/", "/healthz", "/readyz", "/.well-known/", "/csp-reports")):
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "promise"),
    [("https://tickets.example", "max-age=31536000; includeSubDomains"), ("http://tickets.example", None)],
)
async def test_browsers_are_held_to_https_where_we_are_reached_by_it(address, promise, site):
    app = http_app(read_settings({"DATABASE_URL": site.app_url, "SHOWGROUND_PUBLIC_URL": address}))
    async with client_of(app) as client:
        answer = await client.get("/healthz")
    await app.state.db.close()

    assert answer.headers.get("strict-transport-security") == promise


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/events/%00", "/static/nothing.js"])
async def test_what_is_not_there_is_refused_as_strictly(path, browse):
    answer = await (await browse()).open(path)

    assert answer.status_code in {404, 422}
    assert_strict(answer)


def named(path):
    """Return an address with the id of nothing in it; a job's is a number."""
    return re.sub(r"\{\w+\}", "0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f", path.replace("{job_id}", "9223372036854775807"))


@pytest.mark.parametrize("name", ["content-security-policy", "x-content-type-options", "x-frame-options"])
async def test_an_answer_without_its_headers_is_seen(name, browse):
    answer = await (await browse()).open("/sign-in")
    del answer.headers[name]

    with pytest.raises((AssertionError, KeyError)):
        assert_strict(answer)


async def test_a_policy_with_a_hole_is_seen(browse):
    answer = await (await browse()).open("/sign-in")
    answer.headers["content-security-policy"] += "; img-src 'unsafe-inline'"

    with pytest.raises(AssertionError):
        assert_strict(answer)
