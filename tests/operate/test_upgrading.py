"""From the first version with rows in it to the present one, by the commands of docs/upgrade.md and by its backup."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest
from tests.operate.test_backup import House
from tests.site import Site, empty_database

from showground.db import backup as saving
from showground.db import migrate as runner
from showground.db.binaries import find_binaries
from showground.db.layout import migration_files
from showground.db.migrate import migrate

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
ROWS = Path(__file__).parents[1] / "db" / "baseline_rows.sql"
GUIDE = Path(__file__).parents[2] / "docs" / "upgrade.md"
LOGINS = ("showground_owner", "showground_app", "postgres")
JUST_NOW = """
update showground.outbox set created_at = now();
update payments.inbox set received_at = now();
"""  # what nobody has taken up yet: the check would say that it waits too long
KEPT = (
    "users.user_profiles",
    "organizations.organizations",
    "events.events",
    "ticketing.ticket_tiers",
    "ticketing.orders",
    "ticketing.tickets",
    "payments.payments",
    "payments.transfers",
    "showground.outbox",
    "messaging.direct_messages",
)


async def no_replay(connection, app_login):
    """Leave functions and policies out: those here are written for the present tables."""
    return False


@pytest.fixture
async def old(server, tmp_path, monkeypatch):
    """An installation of the first version, with rows."""
    name = f"old_{WORKER}"
    await empty_database(server, name)
    owner, app, superuser = (server.address.url(login, name) for login in LOGINS)
    with monkeypatch.context() as patch:
        patch.setattr(runner, "migration_files", lambda: migration_files()[:1])
        patch.setattr(runner, "_replay", no_replay)
        await migrate(owner)
    connection = await asyncpg.connect(owner)
    await connection.execute(ROWS.read_text())
    await connection.execute(JUST_NOW)
    await connection.close()
    yield House(Site(name, owner, app, superuser, None), tmp_path / "old")
    await asyncio.to_thread(server.drop, name)


@pytest.fixture
async def other(server, tmp_path):
    """An installation with nothing in it."""
    name = f"newer_{WORKER}"
    await empty_database(server, name)
    owner, app, superuser = (server.address.url(login, name) for login in LOGINS)
    yield House(Site(name, owner, app, superuser, None), tmp_path / "other")
    await asyncio.to_thread(server.drop, name)


async def counted(house):
    """Return how many rows each of some tables has."""
    connection = await asyncpg.connect(house.site.owner_url)
    try:
        return {table: await connection.fetchval(f"select count(*) from {table}") for table in KEPT}
    finally:
        await connection.close()


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_a_database_of_the_first_version_comes_to_the_present_one_with_its_rows(old):
    before = await counted(old)

    first = await old.run("db", "migrate")
    second = await old.run("db", "migrate")
    checked = await old.run("check")

    assert first[0] == 0, first[1]
    assert second[0] == 0, second[1]
    assert (checked[0], await counted(old)) == (0, before), checked[1]
    assert min(before.values()) > 0
    guide = GUIDE.read_text()
    assert [command for command in ("showground db migrate", "showground check") if command not in guide] == []


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_a_backup_of_the_first_version_is_restored_and_migrated(old, other, tmp_path):
    before, folder = await counted(old), tmp_path / "saved"
    folder.mkdir()
    programs = find_binaries(named=None, copies=tmp_path / "programs", account=None)
    manifest = await saving.dump(old.site.owner_url, folder / saving.DUMP, bin_dir=programs, tell=lambda _: None)
    saving.sign_off(folder, manifest)

    code, said = await other.run("restore", str(folder))

    assert (code, manifest.migrations) == (0, ["0001_baseline.sql"]), said
    assert await counted(other) == before
