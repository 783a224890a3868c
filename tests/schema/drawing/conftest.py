"""Catalogs to draw."""

from __future__ import annotations

import pytest
from tests.schema.drawing.samples import ODD, taken


@pytest.fixture(scope="session")
async def ours(site):
    """The platform's own."""
    return await taken(site.owner_url)


@pytest.fixture(scope="session")
async def odd(scratch):
    """One with names that every language would stumble over."""
    async with scratch(18, ODD) as url:
        return await taken(url)
