"""Each refusal of a database is one sentence that says what to do."""

from __future__ import annotations

import re
import shutil

import pytest

from showground.db.preflight import Unfit, check_server, check_serving_login
from showground.db.server import Plan, Server
from showground.kit.faults import Unavailable


@pytest.fixture
async def login(superuser, site):
    """Make a login with given rights and return its URL; it goes away afterwards."""
    made = []

    async def create(name, rights):
        await superuser.execute(f"create role {name} login password 'pw' {rights}")
        made.append(name)
        return re.sub(r"//.*@", f"//{name}:pw@", site.app_url)

    yield create
    for name in made:
        await superuser.execute(f"drop role {name}")


async def test_our_own_login_may_serve(site):
    await check_serving_login(site.app_url)
    assert re.fullmatch(r"18\.\d+", await check_server(site.owner_url))


async def test_a_superuser_may_not_serve(login):
    url = await login("check_super", "superuser")
    with pytest.raises(Unfit, match="signs in as check_super, a superuser, whom no policy binds; serve as a login"):
        await check_serving_login(url)


async def test_bypassrls_may_not_serve(login):
    url = await login("check_bypass", "bypassrls")
    with pytest.raises(Unfit, match="signs in as check_bypass, which has BYPASSRLS"):
        await check_serving_login(url)


async def test_the_owner_of_the_tables_may_not_serve(site):
    with pytest.raises(Unfit, match=r"signs in as showground_owner, which owns \w+\.\w+, so that no policy binds it"):
        await check_serving_login(site.owner_url)


async def test_who_inherits_from_the_owner_may_not_serve(login):
    url = await login("check_heir", "inherit in role showground_owner")
    with pytest.raises(Unfit, match="signs in as check_heir, which owns"):
        await check_serving_login(url)


async def test_an_older_server_is_refused(site, monkeypatch):
    monkeypatch.setattr("showground.db.preflight.OLDEST", 99)
    with pytest.raises(Unfit, match=r"This is PostgreSQL 18\.\d+; Showground needs 99 or newer\."):
        await check_server(site.owner_url)


async def test_a_server_that_is_not_there_is_named_without_its_password():
    with pytest.raises(Unfit) as caught:
        await check_server("postgresql://someone:s3cret@127.0.0.1:1/nothing", variable="DATABASE_URL")
    assert "The database of DATABASE_URL at 127.0.0.1:1/nothing cannot be reached" in caught.value.sentence
    assert "s3cret" not in caught.value.sentence


async def test_a_server_without_pgvector_is_refused(state, postgres_16):
    bare = state / "bare" / postgres_16.parent.parent.name / "pginstall"
    shutil.copytree(postgres_16.parent, bare, symlinks=True)
    libraries = postgres_16.parent.parent.parent / f"{postgres_16.parent.parent.name}.libs"
    shutil.copytree(libraries, state / "bare" / libraries.name)
    for file in bare.rglob("vector.control"):
        file.unlink()
    with pytest.raises(Unavailable, match="does not offer the extension vector, which Showground needs"):
        Server(Plan(state, bin_dir=bare / "bin", durable=False)).start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("showground.db.cluster.REQUIRED_EXTENSIONS", ())  # a server that somebody else set up
        with Server(Plan(state, bin_dir=bare / "bin", durable=False)) as server:  # noqa: SIM117 - order of events
            with pytest.raises(Unfit, match=r"has no extension vector; install pgvector on it and start again\."):
                await check_server(server.address.owner_url)


async def test_a_login_that_may_not_add_pgvector_is_told_who_can(server, login):
    url = await login("check_poor", "")
    server.clone("no_vector", template="template0")
    try:
        elsewhere = url.rpartition("/")[0] + "/no_vector"
        with pytest.raises(Unfit, match="have an administrator run: create extension vector"):
            await check_server(elsewhere)
    finally:
        server.drop("no_vector")
