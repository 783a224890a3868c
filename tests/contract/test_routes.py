"""Every route, called as nobody, as a stranger and with its owner's API key that lacks only the scope it needs.

What each of them is answered stands in routes.csv, which people review; a route without a row fails.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar import Litestar, get
from litestar.routes import HTTPRoute
from tests.browser import Browser
from tests.contract.reach import World

from showground.app import http_app
from showground.http.guards import scope_of
from showground.http.live import LiveHub
from showground.settings import read_settings

FILE = Path(__file__).with_name("routes.csv")
PERSONAS = ("nobody", "stranger", "wrong_scope")
SCOPES = ("read", "buy", "scan", "manage")
SAME_SITE = {"sec-fetch-site": "same-origin"}


class Row(NamedTuple):
    """A reviewed line: what each persona is answered."""

    method: str
    path: str
    nobody: str
    stranger: str
    wrong_scope: str


def routes_of(app):
    """Return every (method, path) of an application with its handler; OPTIONS is Litestar's own."""
    return {
        (method, route.path_format): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS"
    }


def rows():
    """Return the reviewed lines."""
    with FILE.open(newline="") as file:
        return [Row(**line) for line in csv.DictReader(file)]


def differences(routes, listed):
    """Return the routes that are not listed and the lines that no route has."""
    known = {(row.method, row.path) for row in listed}
    return sorted(set(routes) - known), sorted(known - set(routes))


ROUTES = routes_of(http_app(read_settings({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"})))
ROWS = rows()


@pytest.fixture(scope="module")
def world(make):
    return World(make)


def test_every_route_is_listed_and_every_line_is_a_route():
    missing, gone = differences(ROUTES, ROWS)

    assert [f"{method},{path},?,?,?" for method, path in missing] == []
    assert gone == []


def test_lines_are_sorted_and_there_is_one_of_each():
    keys = [(row.path, row.method) for row in ROWS]

    assert keys == sorted(set(keys))


def test_a_route_that_nobody_reviewed_is_seen():
    @get("/planted", sync_to_thread=False)
    def planted() -> None:
        """Do nothing."""

    assert differences(routes_of(Litestar([planted], openapi_config=None)), []) == ([("GET", "/planted")], [])


def test_a_line_without_a_route_is_seen():
    assert differences({}, [Row("GET", "/gone", "200", "200", "200")]) == ([], [("GET", "/gone")])


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize(
    "row", [row for row in ROWS if (row.method, row.path) in ROUTES], ids=lambda row: f"{row.method} {row.path}"
)
async def test_every_route_answers_as_reviewed(row, persona, world, app):
    answer = await call(world, app, row, persona)

    assert f"{persona}: {answer}" == f"{persona}: {getattr(row, persona)}"


async def call(world, app, row, persona):
    """Return what a route answers a persona: its status, and where it sends him."""
    path, body = await world.path(row.path), await world.body(row.method, row.path)
    is_api = row.path.startswith("/api/v1")
    if row.path.endswith("/live"):  # a stream that begins has no end; this hub is at its end from the first
        app.state.live = LiveHub("")
        app.state.live.end()
    browser = Browser(app)
    async with browser.client:
        if persona == "stranger":
            browser.sign_in(await world.make.session(await world.make.user()))
        if persona == "wrong_scope":
            scope = scope_of(row.method, ROUTES[row.method, row.path].opt)
            scopes = tuple(one for one in SCOPES if one != scope)
            key = await world.make.api_key(await world.owner(), scopes=scopes)
            browser.client.headers["authorization"] = f"Bearer {key.secret}"
        options: dict[str, Any] = {"headers": SAME_SITE}
        if is_api and body is not None:
            options["content" if isinstance(body, bytes) else "json"] = body
        if not is_api and row.method == "POST":
            sent = {"files": {"picture": body}} if isinstance(body, bytes) else {"data": body or {}}
            options = {**sent, "headers": {"x-csrf-token": await browser.token()}}
        options["params"] = await world.query(row.method, row.path)
        answer = await browser.client.request(row.method, path, **options)
    return " ".join([str(answer.status_code), *told_to_go(answer)])


def told_to_go(answer):
    """Return where a redirect leads, without its query."""
    location = answer.headers.get("location")
    return [location.partition("?")[0]] if location else []
