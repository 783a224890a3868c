"""A shop's database for a test to break."""

from __future__ import annotations

import pytest
from tests.schema.proving.scratch import SHOP, broken_into


@pytest.fixture
async def shop(scratch):
    async with scratch(18, SHOP) as url, broken_into(url) as opened:
        yield opened


@pytest.fixture
async def any_shop(scratch, version):
    """On each version of PostgreSQL: for what the versions could do differently."""
    async with scratch(version, SHOP) as url, broken_into(url) as opened:
        yield opened
