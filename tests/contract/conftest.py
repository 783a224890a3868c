"""The world of the access matrix, once in each process."""

from __future__ import annotations

import os

import pytest
from tests.make import world as worlds
from tests.site import open_site


@pytest.fixture(scope="session")
async def world_site(server, template):
    """A database that holds the world and nothing else."""
    name = f"world_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    async with open_site(server, name, template=template) as opened:
        yield opened


@pytest.fixture(scope="session")
async def world(world_site):
    """The world of the access matrix."""
    return await worlds.planted(world_site.owner_url)
