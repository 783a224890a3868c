"""Health as machines ask for it."""

from __future__ import annotations

import pytest
from litestar.testing import AsyncTestClient

from showground.app import http_app
from showground.settings import read_settings


async def ask(url, path):
    app = http_app(read_settings({"DATABASE_URL": url}))
    async with AsyncTestClient(app) as client:
        answer = await client.get(path)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_migrated_database_is_well(site, path):
    status, body = await ask(site.app_url, path)
    assert (status, body["status"]) == (200, "ok")


async def test_a_database_without_our_schema_is_not_ready(server):
    server.clone("not_migrated", template="template0")
    try:
        url = server.address.url("showground_app", "not_migrated")
        assert await ask(url, "/readyz") == (
            503,
            {"status": "unavailable", "checks": {"database": "ok", "schema": "not migrated"}},
        )
    finally:
        server.drop("not_migrated")


async def test_without_a_database_we_live_but_are_not_ready():
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    assert await ask(url, "/healthz") == (200, {"status": "ok", "checks": {}})
    assert await ask(url, "/readyz") == (503, {"status": "unavailable", "checks": {"database": "unreachable"}})
