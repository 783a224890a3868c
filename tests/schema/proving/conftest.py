"""A shop's database for a test to break, on each version of PostgreSQL."""

from __future__ import annotations

import pytest
from tests.schema.proving.scratch import SHOP, broken_into


@pytest.fixture
async def shop(scratch, version):
    async with scratch(version, SHOP) as url, broken_into(url) as opened:
        yield opened
