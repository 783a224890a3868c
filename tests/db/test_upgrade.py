"""A database upgraded file by file is the same as one built from the state files, and migrating again is nothing."""

from __future__ import annotations

import asyncio
import os

import asyncpg
import pytest
from tests.db.catalog import differences, things, things_at
from tests.make import world as worlds
from tests.make.checked import assert_clean
from tests.site import Site, empty_database

from showground.cli.prepare import load_reference_data
from showground.database import open_database
from showground.db import migrate as runner
from showground.db.layout import migration_files
from showground.db.migrate import baseline_text, build_from_state, migrate

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
async def empty(server):
    """Make databases with extensions and nothing else."""
    names = []

    async def make(purpose):
        name = f"upgrade_{purpose}_{WORKER}"
        names.append(name)
        await empty_database(server, name)
        return server.address.url("showground_owner", name), server.address.url("showground_app", name)

    yield make
    for name in names:
        await asyncio.to_thread(server.drop, name)


async def test_the_baseline_is_frozen():
    """`python -m tests.freeze` writes it, once; from then on tables change by migrations."""
    names = [file.name for file in migration_files()]

    assert names[:1] == ["0001_baseline.sql"]
    assert names == sorted(names)


async def test_upgraded_and_built_from_state_are_the_same(empty):
    """The baseline, rows in it, then every later migration: the catalog is that of the table files."""
    upgraded, app = await empty("upgraded")
    built, _ = await empty("built")
    files = migration_files()
    baseline = files[:1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "migration_files", lambda: baseline)
        if len(files) > 1:  # functions and policies are written for the head: what the baseline lacks, they cannot name
            patch.setattr(runner, "_replay", _no_replay)
        await migrate(upgraded)
    await migrate(upgraded)
    await build_from_state(built)
    db = open_database(app)
    await load_reference_data(db)
    await db.close()
    await worlds.planted(upgraded)

    assert differences(await things_at(upgraded), await things_at(built)) == {}
    await assert_clean(Site("", upgraded, app, "", db))


async def _no_replay(connection, app_login):
    return False


async def test_migrating_twice_changes_nothing(fresh):
    connection = await asyncpg.connect(fresh.owner_url)
    before = await things(connection)
    versions = "select string_agg(oid::text || xmin::text, ',' order by oid) from pg_class where relnamespace > 16383"
    rows_before = await connection.fetchval(versions)

    report = await migrate(fresh.owner_url)

    assert (report.migrations, report.replayed) == ([], False)
    assert await things(connection) == before
    assert await connection.fetchval(versions) == rows_before
    await connection.close()


@pytest.fixture(scope="module")
async def whole(owner_url):
    """What the migrated schema consists of."""
    return await things_at(owner_url)


@pytest.mark.parametrize(
    ("change", "thing"),
    [
        ("alter table events.topics add extra text", ("column", "events.topics.extra")),
        ("alter table events.topics drop constraint topics_named", ("constraint", "events.topics topics_named")),
        ("alter table events.topics disable row level security", ("table", "events.topics")),
        ("drop index events.events_by_series", ("index", "events.events_by_series")),
        ("revoke select on events.topics from anon", ("grant", "events.topics anon ")),
        ("drop policy topics_read on events.topics", ("policy", "topics_read on events.topics")),
        ("alter type events.event_status add value 'lost'", ("enum", "events.event_status")),
        ("drop trigger orders_forward on ticketing.orders", ("trigger", "orders_forward on ticketing.orders")),
    ],
)
async def test_a_difference_is_seen(superuser, whole, change, thing):
    work = superuser.transaction()
    await work.start()
    await superuser.execute(change)

    found = differences(whole, await things(superuser))

    await work.rollback()
    assert set(found) == {thing}


def test_the_baseline_has_every_table_and_no_policy():
    text = baseline_text()

    assert text.count("create table ") > 60
    assert "create policy" not in text
