"""The servers that the other tests count on are what they say, and leave nothing."""

from __future__ import annotations

import asyncpg
import pytest
from tests.schema.servers import a_login, ask, at


async def test_a_scratch_database_is_of_its_version_and_gone_afterwards(scratch, servers, version):
    async with scratch(version, "create table kept (id int)") as url:
        found = await ask(url, "select current_setting('server_version_num')::int / 10000, count(*)::int from kept")
        name = url.rpartition("/")[2]

    assert found == [(version, 0)]
    assert await ask(servers.url(version), "select from pg_database where datname = $1", name) == []


async def test_a_login_has_the_rights_that_are_given_and_is_gone_afterwards(scratch, version):
    tables = "create table seen (id int); create table hidden (id int)"
    async with scratch(version, tables) as url:
        async with a_login(url, grants="grant select on seen to {login}") as reader:
            assert await ask(reader, "select * from seen") == []
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await ask(reader, "select * from hidden")
        assert await ask(url, "select rolname from pg_roles where rolname like 'login\\_%'") == []


def test_a_url_is_turned_to_another_database_and_login():
    url = "postgresql://me:secret@127.0.0.1:5432/one"

    assert at(url, database="two") == "postgresql://me:secret@127.0.0.1:5432/two"
    assert at(url, login="you:word") == "postgresql://you:word@127.0.0.1:5432/one"
