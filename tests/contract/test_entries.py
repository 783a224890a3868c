"""What other ways in see of the world: keys of organizations, and operators who act as somebody."""

from __future__ import annotations

import asyncpg
import pytest
from tests.contract import matrix
from tests.make.world import SETTINGS

from showground.db.pool import prepare_connection
from showground.db.principal import OrgKey, Person, identity_sql


def differences(seen, expected):
    """Return by table what is seen and should not be, or should and is not."""
    return {table: keys ^ expected[table] for table, keys in seen.items() if keys != expected[table]}


@pytest.fixture(scope="module")
async def as_persona(world, world_site):
    """Read every table as a persona of the world, or as a key of its organization."""
    connection = await asyncpg.connect(world_site.app_url, server_settings=SETTINGS)
    await prepare_connection(connection)
    await connection.execute("begin")

    async def read(principal):
        found = {}
        for table in sorted({table for table, _, _ in matrix.cells()}):
            await connection.execute(f"savepoint look; {identity_sql(principal)}")
            try:
                key = ", ".join(world.keys[table])
                found[table] = {tuple(row) for row in await connection.fetch(f"select {key} from {table}")}
            except asyncpg.InsufficientPrivilegeError:
                found[table] = set()
            finally:
                await connection.execute("rollback to savepoint look")
        return found

    yield read
    await connection.close()


@pytest.mark.parametrize(
    ("scopes", "roles"), [(("manage", "read"), ("editor", "admin")), (("read",), ("viewer", "editor", "admin"))]
)
async def test_a_key_reads_in_every_table_what_its_role_shares_and_nothing_personal(world, as_persona, scopes, roles):
    """What an editor and an admin both see is the organization's or everybody's; what only one sees is his own."""
    shared = None
    for role in roles:
        seen = await as_persona(world.principal(role))
        shared = seen if shared is None else {table: keys & seen[table] for table, keys in shared.items()}

    key = OrgKey(world["key of us"], world["us"], world["founder"], frozenset(scopes))
    assert {
        table: keys ^ shared[table] for table, keys in (await as_persona(key)).items() if keys != shared[table]
    } == {}


async def test_a_key_that_only_scans_reads_what_everybody_reads(world, as_persona):
    nobody = await as_persona(world.principal("stranger"))
    key = OrgKey(world["key of us"], world["us"], world["founder"], frozenset({"scan"}))

    assert {
        table: keys - nobody[table] for table, keys in (await as_persona(key)).items() if keys - nobody[table]
    } == {}


async def test_private_messages_stay_private(world, world_site):
    connection = await asyncpg.connect(world_site.app_url)
    tables = ("conversation_participants", "direct_conversations", "direct_messages")

    async def seen(principal):
        await connection.execute(f"begin; {identity_sql(principal)}")
        counts = [await connection.fetchval(f"select count(*) from messaging.{table}") for table in tables]
        await connection.execute("rollback")
        return counts

    try:
        himself = await seen(Person(world["owner"]))
        acted = await seen(Person(world["owner"], operator=world["founder"]))
    finally:
        await connection.close()

    assert all(himself)
    assert acted == [0, 0, 0]
