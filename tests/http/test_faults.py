"""Failures as answers: problems for programs, pages for people, the id that finds them in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest
from litestar import Litestar, Request, get
from litestar.testing import TestClient
from structlog.testing import capture_logs

from showground.app import answer_failure
from showground.http.doorway import Doorway
from showground.http.faults import STATUS, failure_of
from showground.kit.faults import Conflict, Fault, Kind, TooMany, Unavailable

SCOPE: Any = {
    "type": "http",
    "path": "/api/v1/x",
    "headers": [],
    "query_string": b"",
    "server": ("h", 80),
    "scheme": "http",
    "state": {"request_id": "r1"},
}
REQUEST: Request[Any, Any, Any] = Request(SCOPE)


def raising(path, error):
    @get(path, sync_to_thread=False)
    def handler() -> None:
        raise error

    app = Litestar([handler], exception_handlers={Exception: answer_failure}, openapi_config=None)
    app.asgi_handler = Doorway(app.asgi_handler, https=True)
    return TestClient(app, raise_server_exceptions=False)


def test_every_kind_of_fault_has_a_status():
    assert set(STATUS) == set(Kind)


def test_a_fault_is_a_problem_under_the_api():
    class Gone(Conflict):
        code, says = "shop.gone", "It is gone."

    with raising("/api/v1/x", Gone("Two are gone.", left=2)) as client:
        answer = client.get("/api/v1/x")

    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "type": "/problems/shop.gone",
        "title": "It is gone.",
        "status": 409,
        "detail": "Two are gone.",
        "code": "shop.gone",
        "request_id": answer.headers["x-request-id"],
        "left": 2,
    }


def test_a_fault_is_a_page_elsewhere():
    with raising("/x", Conflict("Two are gone.")) as client:
        answer = client.get("/x", headers={"referer": "http://testserver.local/events/a", "host": "testserver.local"})

    assert answer.status_code == 409
    assert "Two are gone." in answer.text
    assert 'href="/events/a"' in answer.text


@pytest.mark.parametrize("path", ["/api/v1/x", "/x"])
def test_what_nobody_foresaw_says_nothing_but_its_id(path):
    with capture_logs() as logged, raising(path, RuntimeError("the password is 1234")) as client:
        answer = client.get(path)

    assert answer.status_code == 500
    assert "1234" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert [line["request_id"] for line in logged if line["event"] == "unexpected"] == [answer.headers["x-request-id"]]


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (TooMany(retry_after=7), 429, "7"),
        (Unavailable(), 503, "5"),
        (TimeoutError(), 503, "5"),
        (ConnectionResetError(), 503, "5"),
    ],
)
def test_who_may_come_back_is_told_when(error, status, retry_after):
    failure = failure_of(REQUEST, error)

    assert (failure.status, failure.headers["Retry-After"]) == (status, retry_after)


def test_facts_cannot_pose_as_the_problem_itself():
    with raising("/api/v1/x", Fault("Bad.", status=200, type="x")) as client:
        assert (client.get("/api/v1/x").json()["status"], client.get("/api/v1/x").json()["type"]) == (
            422,
            "/problems/fault",
        )


async def test_values_that_do_not_fit_are_named(api, make):
    client = await api(await make.user())

    answer = await client.post("/api/v1/organizations", json={"name": 7, "handle": "ruby-gent"})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "name", "says": "Expected `str`, got `int`"}]


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", "/api/v1/accounts", b"{", 400),
        ("GET", "/api/v1/nothing", b"", 404),
        ("DELETE", "/api/v1/me", b"", 405),
        ("GET", "/api/v1/api-keys?x=", b"", 401),
    ],
)
async def test_bad_requests_are_problems_too(api, method, path, content, status):
    client = await api()

    answer = await client.request(method, path, content=content, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert json.loads(answer.text)["status"] == status


async def test_an_unknown_page_is_a_page(browse):
    answer = await (await browse()).open("/nothing/here")

    assert (answer.status_code, "No tent at this address" in answer.text) == (404, True)


async def test_who_is_not_signed_in_is_sent_to_do_that_and_back(browse):
    browser = await browse()

    answer = await browser.open("/console/team?owner=x")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fconsole%2Fteam%3Fowner%3Dx")


async def test_htmx_is_sent_there_by_its_own_header(browse):
    answer = await (await browse()).open("/me", headers={"hx-request": "true"})

    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fme"


async def test_what_was_sent_is_repeated_as_it_stands(api, make):
    answer = await (await api(await make.user())).post("/api/v1/carts", json={"%(title)s 100%": 1})

    assert (answer.status_code, "%(title)s 100%" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/api/v1/me", "/static/missing.js"])
async def test_every_answer_is_guarded(browse, path):
    answer = await (await browse()).open(path)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert len(answer.headers["x-request-id"]) == 32
    assert "strict-transport-security" not in answer.headers  # plain http here


def test_https_is_kept_to():
    with raising("/x", Conflict()) as client:
        assert client.get("/x").headers["strict-transport-security"].startswith("max-age=31536000")


async def test_built_files_are_kept_for_good(browse):
    from showground.web.assets import asset

    answer = await (await browse()).open(asset("main.js"))

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "max-age=31536000, public, immutable")


async def test_pages_of_a_person_are_stored_nowhere(browse, make):
    assert (await (await browse(await make.user())).open("/me")).headers["cache-control"] == "no-store"
