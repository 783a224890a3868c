"""Loading fills the tables whole, again changes nothing, and what a source drops stays for those who refer to it."""

import pytest

from showground.db.principal import Anonymous, Worker
from showground.domains.ref import source, store
from showground.domains.ref.load import LoadReport, load
from showground.kit.faults import Refused

TABLES = ["countries", "currencies", "industries", "timezones"]


async def test_a_visitor_reads_exactly_what_the_sources_say(db):
    async with db.acting_as(Anonymous()) as tx:
        read = [await getattr(store, table)(tx) for table in TABLES]

    told = [getattr(source, table)() for table in TABLES]
    assert [set(rows) for rows in read] == [set(rows) for rows in told]
    assert [len(rows) for rows in read] == [len(rows) for rows in told]


async def test_loading_again_touches_nothing(db):
    async with db.acting_as(Worker()) as tx:
        assert await load(tx) == LoadReport(currencies=0, countries=0, industries=0, timezones=0)


async def test_loading_mends_what_differs_and_keeps_what_the_source_dropped(fresh, fresh_db):
    import asyncpg

    planted = await asyncpg.connect(fresh.owner_url)
    await planted.execute(
        "update ref.currencies set name = 'Yen?', exponent = 2 where code = 'JPY';"
        "insert into ref.currencies (code, name, numeric_code, exponent, tender) values ('ZZZ', 'Old', '001', 2, true);"
        "delete from ref.timezones where name = 'Asia/Calcutta'"
    )

    async with fresh_db.acting_as(Worker()) as tx:
        report = await load(tx)

    assert report == LoadReport(currencies=2, countries=0, industries=0, timezones=1)
    kept = await planted.fetch(
        "select code, exponent, current from ref.currencies where code in ('JPY', 'ZZZ') order by 1"
    )
    assert [tuple(row) for row in kept] == [("JPY", 0, True), ("ZZZ", 2, False)]
    await planted.close()


async def test_a_visitor_cannot_load(db):
    with pytest.raises(Refused):
        async with db.acting_as(Anonymous()) as tx:
            await store.load_industries(tx, source.industries())


async def test_postgresql_knows_every_zone_by_its_name(sql):
    unknown = await sql.fetch(
        "select name from ref.timezones where name <> all (select name from pg_timezone_names) order by name"
    )

    assert [row["name"] for row in unknown] == []


async def test_amounts_say_their_unit(sql):
    assert await sql.fetchval("select 1050::ref.minor_units") == 1050
    assert "minor units" in await sql.fetchval("select obj_description('ref.minor_units'::regtype, 'pg_type')")
