"""One demo at scale 0.1 for all tests that look at it, in whichever process they run."""

from __future__ import annotations

import asyncio
import fcntl

import asyncpg
import msgspec
import pytest
from tests.site import Site

from showground.database import open_database
from showground.demo.build import DemoReport, build_demo

NAME = "demo"


class Demo(msgspec.Struct):
    """A built demo: its database, what it reported, and a connection that no policy binds."""

    site: Site
    report: DemoReport
    sql: asyncpg.Connection


@pytest.fixture(scope="session")
async def demo(server, template):
    """The demo, built by the first process that needs it; nobody changes it."""
    kept = server.state / "demo.json"
    with (server.state / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            await asyncio.to_thread(server.clone, NAME, template=template)
            site = site_of(server)
            kept.write_bytes(msgspec.json.encode(await build_demo(site.db, scale=0.1, owner_url=site.owner_url)))
            await site.db.close()
    site, connection = site_of(server), await asyncpg.connect(server.address.url("showground_owner", NAME))
    yield Demo(site, msgspec.json.decode(kept.read_bytes(), type=DemoReport), connection)
    await connection.close()
    await site.db.close()


def site_of(server):
    """Return the demo's database: its URLs, and transactions in it."""
    owner, app, superuser = (
        server.address.url(login, NAME) for login in ("showground_owner", "showground_app", "postgres")
    )
    return Site(NAME, owner, app, superuser, open_database(app))
