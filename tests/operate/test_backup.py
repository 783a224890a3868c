"""A backup taken while people buy, restored into an empty database: one moment of the whole, and nothing half."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tarfile

import asyncpg
import msgspec
import pytest
from tests.db.catalog import differences, things_at
from tests.make import Make
from tests.make.checked import assert_clean
from tests.site import Site, empty_database, open_site

from showground.cli.backing import put_uploads
from showground.db import backup as saving
from showground.db import restoring
from showground.kit.faults import Invalid, Unavailable

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
ORDERS = "select count(*) from ticketing.orders"
REWORDED = {"constraint", "index", "column"}  # a dump writes the same expression with other parentheses
TICKETS = "select count(*) from ticketing.tickets"


class House:
    """An installation: a database and a state folder, and the commands of its operator."""

    def __init__(self, site, state):
        self.site, self.state = site, state
        self.environment = {
            **os.environ,
            "DATABASE_URL": site.app_url,
            "SHOWGROUND_OWNER_URL": site.owner_url,
            "SHOWGROUND_STATE_DIR": str(state),
        }

    async def run(self, *words, **environment):
        """Run a command; return its exit code and what it said."""

        def command():
            return subprocess.run(
                [sys.executable, "-m", "showground", *words],
                env=self.environment | environment,
                capture_output=True,
                text=True,
                check=False,
            )

        done = await asyncio.to_thread(command)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
async def empty(server, tmp_path):
    """An installation whose database has nothing in it yet."""
    name = f"restored_{WORKER}"
    await empty_database(server, name)
    urls = {login: server.address.url(login, name) for login in ("showground_owner", "showground_app", "postgres")}
    site = Site(name, urls["showground_owner"], urls["showground_app"], urls["postgres"], None)
    yield House(site, tmp_path / "there")
    await asyncio.to_thread(server.drop, name)


async def ask(url, question):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def keep_buying(make, shop, stop):
    while not stop.is_set():
        await make.purchase(shop)


@pytest.mark.alone
@pytest.mark.timeout(900)
async def test_a_backup_under_load_is_one_moment_and_comes_back_whole(fresh, empty, tmp_path, capsys):
    make, stop = Make(fresh.db), asyncio.Event()
    shop = await make.shop(capacity=1_000_000)
    here = House(fresh, tmp_path / "here")
    (here.state / "uploads" / "covers").mkdir(parents=True)
    (here.state / "uploads" / "covers" / "one.webp").write_bytes(b"a picture")
    (here.state / "secret.key").write_text("ab" * 32 + "\n")
    buyers = [asyncio.create_task(keep_buying(make, shop, stop)) for _ in range(4)]
    before = await ask(fresh.owner_url, ORDERS)

    saved = await here.run("backup", str(tmp_path / "saved"), "--with-key")

    after = await ask(fresh.owner_url, ORDERS)
    stop.set()
    await asyncio.gather(*buyers)
    assert saved[0] == 0, saved[1]
    restored = await empty.run("restore", str(tmp_path / "saved"))
    assert restored[0] == 0, restored[1]

    orders, tickets = await ask(empty.site.owner_url, ORDERS), await ask(empty.site.owner_url, TICKETS)
    assert before < after, "nobody bought while the backup was taken"
    assert before <= orders <= after
    assert tickets == orders  # of each order its one ticket: no order half
    await assert_clean(empty.site)
    there, here_ = await things_at(empty.site.owner_url), await things_at(fresh.owner_url)
    assert set(there) == set(here_)
    other = {kind for kind, _ in differences(there, here_)}
    assert other <= REWORDED, other
    assert (empty.state / "uploads" / "covers" / "one.webp").read_bytes() == b"a picture"
    assert (empty.state / "secret.key").read_text() == "ab" * 32 + "\n"
    assert (empty.state / "secret.key").stat().st_mode & 0o777 == 0o600
    code, said = await empty.run("restore", str(tmp_path / "saved"))
    assert (code, "not empty" in said) == (5, True)
    code, said = await empty.run("restore", str(tmp_path / "saved"), "--replace")
    assert code == 0, said
    assert await ask(empty.site.owner_url, ORDERS) == orders
    with capsys.disabled():
        print(f"\n  backup while orders went from {before} to {after}: it holds {orders}, check is empty")


@pytest.fixture
async def living(server, template, tmp_path):
    """An installation that sells."""
    async with open_site(server, f"living_{WORKER}", template=template) as site:
        make = Make(site.db)
        await make.purchase(await make.shop())
        await site.db.close()
        yield House(site, tmp_path / "living")


async def schemas_of(house):
    return await ask(
        house.site.owner_url,
        "select array_agg(nspname::text order by nspname) from pg_namespace where nspname !~ '^pg_t'",
    )


@pytest.mark.alone
@pytest.mark.timeout(300)
async def test_what_was_there_comes_back_when_a_restore_fails_or_is_killed(saved, living, tmp_path):
    before = await schemas_of(living)
    rows = saving.read_manifest(saved).rows
    wrong = copy_of(saved, tmp_path / "wrong", rows=rows + 1)

    failed = await living.run("restore", "--replace", str(wrong))

    assert failed[0] == 5, failed[1]
    assert f"{rows} rows arrived" in failed[1]
    assert "the platform that was here is back" in failed[1]
    assert (await ask(living.site.owner_url, ORDERS), await schemas_of(living)) == (1, before)
    await assert_clean(living.site)

    with pytest.raises(asyncio.CancelledError):  # killed: nothing of what should follow was done
        await killed_in_between(living)
    refused = await living.run("db", "migrate")
    again = await living.run("restore", "--replace", str(wrong))
    assert (refused[0], "was broken off" in refused[1]) == (5, True), refused[1]
    assert again[0] == 5, again[1]
    assert (await ask(living.site.owner_url, ORDERS), await schemas_of(living)) == (1, before)
    done = await living.run("restore", "--replace", str(saved))
    assert done[0] == 0, done[1]
    assert (await ask(living.site.owner_url, ORDERS), await schemas_of(living)) == (0, before)


async def killed_in_between(house):
    """Put the platform aside and build a half one, as somebody who never comes to the end."""
    await restoring._rename(house.site.owner_url)
    await ask(house.site.owner_url, "create schema ticketing")
    raise asyncio.CancelledError


async def test_a_restore_under_a_serving_platform_is_refused(saved, living):
    serving = await asyncpg.connect(living.site.app_url)

    code, said = await living.run("restore", "--replace", str(saved))

    await serving.close()
    assert code == 5, said
    assert said == (
        "Web or worker is connected to this database (showground_app: 1 connections). Stop them, then restore.\n"
    )
    assert await ask(living.site.owner_url, ORDERS) == 1


@pytest.fixture(scope="module")
async def saved(server, template, tmp_path_factory):
    """A backup of an empty platform."""
    folder = tmp_path_factory.mktemp("saved") / "backup"
    async with open_site(server, f"saved_{WORKER}", template=template) as site:
        code, said = await House(site, folder.parent / "state").run("backup", str(folder))
    assert code == 0, said
    return folder


def copy_of(folder, to, **changes):
    """Return a copy of a backup whose manifest says something else."""
    to.mkdir()
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    (to / "manifest.json").write_bytes(msgspec.json.encode(manifest | changes))
    return to


def test_a_backup_says_what_it_is_and_is_for_our_eyes_only(saved):
    manifest = saving.read_manifest(saved)

    assert manifest.migrations[0] == "0001_baseline.sql"
    assert set(manifest.parts) == {"database.dump", "uploads.tar"}  # no key unless asked for
    assert manifest.logins == ["showground_app"]
    assert saved.stat().st_mode & 0o777 == 0o700


def test_a_changed_file_is_refused(saved, tmp_path):
    copy = copy_of(saved, tmp_path / "copy")
    with (copy / "database.dump").open("r+b") as file:
        file.seek(100)
        file.write(b"!")

    with pytest.raises(saving.Damaged, match=r"database\.dump is not the file"):
        saving.read_manifest(copy)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 9}, "format 9"),
        ({"migrations": ["0001_baseline.sql", "9999_later.sql"]}, "newer than this"),
        ({"parts": {"../../etc/passwd": {"bytes": 1, "sha256": ""}}}, "missing"),
    ],
)
def test_what_this_version_cannot_read_is_refused_in_a_sentence(saved, tmp_path, changes, says):
    with pytest.raises((Invalid, saving.Damaged), match=says):
        saving.read_manifest(copy_of(saved, tmp_path / "copy", **changes))


@pytest.mark.parametrize("name", ["../out.webp", "/tmp/out.webp", "covers/../../out.webp"])
def test_an_upload_leads_nowhere_else(tmp_path, name):
    with tarfile.open(tmp_path / "uploads.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))

    with tarfile.open(tmp_path / "uploads.tar") as tar, pytest.raises(Invalid, match="no upload"):
        put_uploads(tar, tmp_path / "there")


@pytest.mark.parametrize(
    ("changes", "says"), [({"postgres": 990000}, "restore into 99 or newer"), ({"logins": ["somebody"]}, "somebody")]
)
async def test_a_server_that_cannot_take_it_is_refused(saved, tmp_path, empty, changes, says):
    manifest = saving.read_manifest(copy_of(saved, tmp_path / "copy", **changes))

    with pytest.raises(Unavailable, match=says):
        await restoring.refuse_restore(empty.site.owner_url, manifest, replace=False)


async def test_a_login_that_policies_bind_is_refused(site):
    connection = await asyncpg.connect(site.app_url)
    await connection.execute("set role authenticated")

    with pytest.raises(Invalid, match="does not see every row"):
        await saving.refuse_half_sight(connection)
    await connection.close()


async def test_another_key_than_the_one_here_is_refused_before_anything_is_touched(saved, tmp_path, empty):
    copy = copy_of(saved, tmp_path / "copy")
    (copy / "secret.key").write_text("cd" * 32)
    empty.state.mkdir()
    (empty.state / "secret.key").write_text("ab" * 32)

    code, said = await empty.run("restore", str(copy))

    assert (code, "another master key" in said) == (2, True)
