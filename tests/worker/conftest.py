"""A worker's means, on a database of its own: jobs of other tests would be its jobs too."""

from __future__ import annotations

import pytest
from tests.make import Make
from tests.site import open_site

from showground.http.providers import providers_of
from showground.settings import read_settings
from showground.worker.reactions import registry


@pytest.fixture(scope="session")
async def yard(server, template):
    """A database whose outbox and jobs are this folder's alone."""
    import os

    async with open_site(server, f"yard_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template=template) as opened:
        yield opened


@pytest.fixture(scope="session")
def make(yard):
    """Makers on that database."""
    return Make(yard.db)


@pytest.fixture(scope="session")
def settings(yard, tmp_path_factory):
    """What a worker of that database is told."""
    state = tmp_path_factory.mktemp("worker")
    return read_settings({"DATABASE_URL": yard.app_url, "SHOWGROUND_STATE_DIR": str(state)})


@pytest.fixture(scope="session")
def reactions(settings):
    """Who reacts to what."""
    return registry(providers_of(settings))


@pytest.fixture
async def owner(yard):
    """A raw connection as the owner of that database's tables."""
    import asyncpg

    from showground.db.pool import prepare_connection

    connection = await asyncpg.connect(yard.owner_url)
    await prepare_connection(connection)
    yield connection
    await connection.close()
