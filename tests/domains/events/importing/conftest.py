"""The gazetteer and the packaged file, read once for all tests of a process."""

from importlib import resources

import pytest

from showground.domains.events.importing.parsing import parse
from showground.domains.events.importing.places import Gazetteer
from showground.domains.events.importing.types import Form


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.load()


@pytest.fixture(scope="session")
def conferences():
    return (resources.files("showground") / "demo" / "data" / "conferences.jsonl").read_bytes()


@pytest.fixture(scope="session")
def parsed(conferences, gazetteer):
    return parse(conferences, Form.JSONL, gazetteer=gazetteer)
