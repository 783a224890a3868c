"""One demo at scale 0.1 for all tests that look at it."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest
from tests.site import Site, open_site

from showground.demo.build import DemoReport, build_demo


class Demo(msgspec.Struct):
    """A built demo: its database, what it reported, and a connection that no policy binds."""

    site: Site
    report: DemoReport
    sql: asyncpg.Connection


@pytest.fixture(scope="module")
async def demo(server, template, worker_id):
    async with open_site(server, f"demo_{worker_id}", template=template) as site:
        report = await build_demo(site.db, scale=0.1, owner_url=site.owner_url)
        connection = await asyncpg.connect(site.owner_url)
        yield Demo(site, report, connection)
        await connection.close()
