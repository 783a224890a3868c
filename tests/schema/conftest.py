"""Servers of 15, 16 and 18, and scratch databases on them."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from tests.schema.servers import VERSIONS, Servers


@pytest.fixture(scope="session")
def servers(server):
    """Servers by version; those of 15 and 16 are started when first asked for."""
    with ExitStack() as opened:
        yield Servers(server, opened)


@pytest.fixture(scope="session")
def scratch(servers):
    """Empty databases: `async with scratch(15, sql) as url`; 18 when no version is named."""
    return servers.scratch


@pytest.fixture(params=VERSIONS)
def version(request):
    """Each version in turn."""
    return request.param
