"""Who may do what to which table: every cell of the access matrix, really executed as its persona."""

from __future__ import annotations

import itertools
from collections import Counter

import asyncpg
import pytest
from tests.contract import cells, matrix
from tests.make import world as worlds
from tests.make.world import SETTINGS
from tests.make.world.plan import PERSONAS

from showground.db.layout import SCHEMAS
from showground.db.pool import prepare_connection

MATRIX = matrix.cells()


@pytest.fixture(scope="module")
async def prober(world, world_site):
    connection = await asyncpg.connect(world_site.app_url, server_settings=SETTINGS)
    owner = await asyncpg.connect(world_site.owner_url)
    await prepare_connection(connection)
    await connection.execute("begin")
    yield cells.Prober(connection, owner, world=world, matrix=MATRIX)
    await connection.close()
    await owner.close()


async def test_the_matrix_has_every_table_persona_and_verb(sql):
    relations = [row["name"] for row in await sql.fetch(cells.RELATIONS, [*SCHEMAS, "jobs"])]

    assert set(MATRIX) == set(itertools.product(relations, PERSONAS, matrix.VERBS))
    assert len(matrix.read("access.csv")) == len(MATRIX)
    assert set(MATRIX.values()) == set(matrix.ROWS)


@pytest.mark.parametrize("persona", PERSONAS)
async def test_a_persona_reaches_exactly_what_the_matrix_says(prober, persona):
    ran, wrong = await cells.run(prober, persona)

    assert wrong == {}
    assert ran == Counter(whose for _, whose, _ in MATRIX)[persona]


async def test_a_policy_too_many_is_seen(fresh):
    world = await worlds.planted(fresh.owner_url)
    connection, owner = await asyncpg.connect(fresh.app_url), await asyncpg.connect(fresh.owner_url)
    await owner.execute("create policy too_many on ticketing.orders for select to authenticated using (true)")
    orders = {cell: rows for cell, rows in MATRIX.items() if cell[0] == "ticketing.orders"}
    await prepare_connection(connection)
    await connection.execute("begin")

    _, wrong = await cells.run(cells.Prober(connection, owner, world=world, matrix=orders), "stranger")

    assert set(wrong) == {("ticketing.orders", "select")}
    await connection.close()
    await owner.close()
