"""Every named query prepares against the migrated schema, and is asked with its parameters and into its columns."""

from __future__ import annotations

import asyncpg
import pytest
from tests.contract.questions import columns_of, every_asking, every_query, fits

from showground.db.sql import Query
from showground.schema.catalog import read
from showground.schema.proving import probe
from showground.schema.relocating import moving

QUERIES, ASKINGS = every_query(), every_asking()
IDENTITY = {(asked.where, asked.query.name): asked for asked in ASKINGS}


@pytest.fixture(scope="module")
async def describe(owner_url):
    """Prepare a query and return its parameters' and columns' types; nothing is executed."""
    connection = await asyncpg.connect(owner_url)

    async def described(query):
        statement = await connection.prepare(query.sql)
        return statement.get_parameters(), statement.get_attributes()

    yield described
    await connection.close()


def test_queries_are_found_and_none_is_left_over():
    asked = {asked.query.sql for asked in ASKINGS}

    assert len(QUERIES) > 100
    assert {name for name, query in QUERIES.items() if query.sql not in asked} == UNSEEN


# Asked in a way that the reader of calls does not see: as the owner of the tables, or by names that are computed.
UNSEEN = {
    "showground.domains.events.importing:importing.add_archivist",
    "showground.domains.events.importing:importing.archivist_exists",
    "showground.domains.events.importing:importing.add_archive",
    "showground.domains.events.importing:importing.archive_exists",
    "showground.demo:demo.tables_to_analyze",
    "showground.domains.analytics:analytics.strays",
    *(f"showground.schema.catalog:catalog.{name}" for name in read.SQL),
    *(f"showground.schema.proving:proving.{name}" for name in probe.SQL),
    *(f"showground.schema.relocating:relocating.{name}" for name in moving.SQL),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_query_prepares_against_the_migrated_schema(name, describe):
    parameters, _ = await describe(QUERIES[name])

    assert len(parameters) == len(QUERIES[name].parameters)


@pytest.mark.parametrize("asked", IDENTITY.values(), ids=[f"{where} {name}" for where, name in IDENTITY])
async def test_query_is_asked_for_what_it_answers(asked, describe):
    parameters, columns = await describe(asked.query)

    assert None in asked.keywords or set(asked.keywords) == set(asked.query.parameters)
    for name, kind in zip(asked.query.parameters, parameters, strict=True):
        assert fits(kind, asked.keywords.get(name)), f"{name} is {kind.name}, not {asked.keywords[name]}"
    fields = columns_of(asked.row)
    if fields is None:
        return
    shape = [(column.name, column.type.name) for column in columns]
    assert len(columns) <= len(fields), (shape, fields)
    assert not any(required for _, _, required in fields[len(columns) :]), (shape, fields)
    for column, (field, annotation, _) in zip(columns, fields, strict=False):
        assert fits(column.type, annotation), f"{field}: {annotation} is fed by {column.name} {column.type.name}"
        others = {name for name, _, _ in fields} - {field}
        assert column.name not in others, f"column {column.name} stands in the place of {field}"


async def test_a_column_of_another_type_or_place_is_seen(describe):
    swapped = Query("swapped", "select display_name, handle, is_private from users.user_profiles", ())
    _, columns = await describe(swapped)

    assert [fits(column.type, str) for column in columns] == [True, True, False]
    assert fits(columns[0].type, str | None)
    assert not fits(columns[0].type, int)
