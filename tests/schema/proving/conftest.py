"""A shop's database for a test to break."""

from __future__ import annotations

import pytest
from tests.schema.proving.scratch import scratch_database


@pytest.fixture
async def shop(server):
    async with scratch_database(server) as made:
        yield made
