"""Settings: read once, typed, and every mistake named by its variable."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from showground.kit.faults import Invalid
from showground.settings import Settings, meanings_of_settings, read_settings


def test_defaults_bind_this_machine_only_and_run_our_own_database():
    settings = read_settings({})
    assert (settings.host, settings.port, settings.address) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.embedded
    assert (settings.hold_seconds, settings.payment_seconds, settings.session_days) == (900, 1800, 30)


def test_values_come_from_the_environment_typed():
    settings = read_settings(
        {
            "DATABASE_URL": "postgresql://app@db/showground",
            "SHOWGROUND_OWNER_URL": "postgresql://owner@db/showground",
            "SHOWGROUND_HOLD_SECONDS": "60",
            "SHOWGROUND_STATE_DIR": "/srv/showground",
            "SHOWGROUND_POOLER": "transaction",
            "SHOWGROUND_PORT": "",
        }
    )
    assert (settings.hold_seconds, settings.state_dir, settings.pooler) == (60, Path("/srv/showground"), "transaction")
    assert (settings.embedded, settings.port) == (False, 8000)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SHOWGROUND_PORT": "http"}, "SHOWGROUND_PORT=http cannot be used"),
        ({"SHOWGROUND_PORT": "70000"}, "SHOWGROUND_PORT=70000 cannot be used: Expected `int` <= 65535"),
        ({"SHOWGROUND_POOLER": "session"}, "SHOWGROUND_POOLER=session cannot be used"),
        (
            {"SHOWGROUND_HOLD_SECOND": "1"},
            "SHOWGROUND_HOLD_SECOND is not a setting. Did you mean SHOWGROUND_HOLD_SECONDS?",
        ),
        ({"SHOWGROUND_OWNER_URL": "postgresql://o@h/d"}, "SHOWGROUND_OWNER_URL is set without DATABASE_URL"),
    ],
)
def test_a_mistake_names_its_variable(environment, says):
    with pytest.raises(Invalid) as caught:
        read_settings(environment)
    assert says in caught.value.sentence


def test_the_state_folder_follows_xdg_for_ordinary_users(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert read_settings({"XDG_DATA_HOME": "/data"}).state_dir == Path("/data/showground")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert read_settings({}).state_dir == Path("/var/lib/showground")


def test_every_setting_is_explained():
    assert list(meanings_of_settings()) == [field.name for field in msgspec.structs.fields(Settings)]


def test_showing_the_settings_shows_no_password():
    shown = repr(read_settings({"DATABASE_URL": "postgresql://app:s3cret@db/showground"}))
    assert "database_url=postgresql://app:***@db/showground" in shown
    assert "s3cret" not in shown
