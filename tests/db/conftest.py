"""Programs of an older PostgreSQL."""

from __future__ import annotations

import pytest
from tests.schema.servers import programs_of_16


@pytest.fixture(scope="session")
def postgres_16():
    """The folder of PostgreSQL 16's programs, copied to where any user can run them."""
    with programs_of_16() as folder:
        yield folder
