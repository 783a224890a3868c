"""Databases for tests: the template, and clones of it with their URLs and their `Database`."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from showground.cli.prepare import load_reference_data
from showground.database import open_database
from showground.db.cluster import Address, add_extensions, connected, create_database, drop_database
from showground.db.migrate import migrate
from showground.db.tx import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TEMPLATE = "showground_template"


class Cluster(msgspec.Struct, frozen=True):
    """The server of a test run, known to all its processes."""

    state: Path
    address: Address

    def to_json(self) -> str:
        """Return what a worker process needs."""
        return msgspec.json.encode({"state": str(self.state), "address": self.address}).decode()

    @classmethod
    def from_json(cls, text: str) -> Cluster:
        """Read it in the worker process."""
        given = msgspec.json.decode(text)
        return cls(Path(given["state"]), msgspec.convert(given["address"], Address))

    def clone(self, name: str, *, template: str = TEMPLATE) -> None:
        """Create a database as a copy of a template, in place of one of that name."""
        with connected(self.address.url("postgres", "postgres")) as connection:
            drop_database(connection, name)
            create_database(connection, name, template=template)

    def drop(self, name: str) -> None:
        """Drop a database and whoever is connected to it."""
        with connected(self.address.url("postgres", "postgres")) as connection:
            drop_database(connection, name)


class Site(msgspec.Struct, frozen=True):
    """One database: its name, the URLs of its three logins, and transactions as the serving one."""

    name: str
    owner_url: str
    app_url: str
    superuser_url: str
    db: Database


async def prepare_template(cluster: Cluster) -> str:
    """Return the name of the migrated template with its reference data, made when it is not there yet."""
    done = cluster.state / "template.done"
    if not done.exists():
        await empty_database(cluster, TEMPLATE)
        await migrate(cluster.address.url("showground_owner", TEMPLATE))
        db = open_database(cluster.address.url("showground_app", TEMPLATE))
        await load_reference_data(db)
        await db.close()
        done.touch()
    return TEMPLATE


async def empty_database(cluster: Cluster, name: str) -> None:
    """Create a database with extensions and nothing else."""
    await asyncio.to_thread(cluster.clone, name, template="template0")
    with connected(cluster.address.url("postgres", name)) as connection:
        add_extensions(connection)


@asynccontextmanager
async def open_site(cluster: Cluster, name: str, *, template: str) -> AsyncIterator[Site]:
    """Clone the template for as long as the block runs."""
    await asyncio.to_thread(cluster.clone, name, template=template)
    urls = {login: cluster.address.url(login, name) for login in ("showground_owner", "showground_app", "postgres")}
    db = open_database(urls["showground_app"])
    try:
        yield Site(name, urls["showground_owner"], urls["showground_app"], urls["postgres"], db)
    finally:
        await db.close()
        await asyncio.to_thread(cluster.drop, name)
