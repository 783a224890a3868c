"""The catalog as values: of our own database, and of what anybody may have made."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest
from tests.pooler import open_pooler

from showground.kit.faults import Invalid, Unavailable
from showground.schema.catalog.read import read, reading
from showground.schema.catalog.types import Snapshot


@pytest.fixture(scope="module")
async def ours(site):
    async with reading(site.owner_url) as connection:
        return await read(connection)


async def test_everything_of_our_database_is_there(ours, site):
    connection = await asyncpg.connect(site.owner_url)
    counted = await connection.fetchrow("""
        select (select count(*) from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f')
                   and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)') as tables,
               (select count(*) from pg_constraint k where k.contype = 'f' and k.conparentid = 0) as foreign_keys,
               (select count(*) from pg_policy) as policies
    """)
    await connection.close()

    assert (len(ours.tables), len(ours.foreign_keys), len(ours.policies)) == tuple(counted)
    empty = {name for name, part in msgspec.structs.asdict(ours).items() if part == ()}
    assert empty == {"extras"}


async def test_a_snapshot_is_stored_and_read_back(ours):
    assert msgspec.json.decode(msgspec.json.encode(ours), type=Snapshot) == ours


async def test_nothing_can_be_changed_by_reading(site):
    async with reading(site.owner_url) as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("delete from users.user_profiles")


async def test_a_server_that_is_not_there_is_named():
    with pytest.raises(Unavailable, match="cannot be read"):
        async with reading("postgresql://nobody@127.0.0.1:1/nothing"):
            pass


async def test_an_address_that_is_none_is_refused():
    with pytest.raises(Invalid, match="no address"):
        async with reading("mysql://somewhere/else"):
            pass


@pytest.mark.parametrize("ignored", ["", "default_transaction_read_only,search_path,statement_timeout,jit"])
async def test_a_pooler_that_would_let_us_write_is_not_read_through(ignored, server, site):
    async with open_pooler(server, site, ignored=ignored) as (url, _):
        with pytest.raises(Unavailable, match="A pooler stands before this database"):
            async with reading(url):
                pass
