"""Importing writes everything once, under whom one asks for, and tells what it did."""

from datetime import UTC, datetime

import pytest

from showground.db.principal import Worker
from showground.domains.events.importing.owners import (
    ARCHIVE,
    ARCHIVIST,
    OF_ARCHIVE,
    AmbiguousOwner,
    NoSuchOwner,
    credit_of_archive,
    credit_of_handle,
    owner_of_handle,
)
from showground.domains.events.importing.parsing import parse
from showground.domains.events.importing.types import Form
from showground.domains.events.importing.writing import ImportReport, import_events, plan_import

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
THREE = b"""\
{"name": "Rubyfuza", "url": "http://www.rubyfuza.org", "startDate": "2013-02-07", "endDate": "2013-02-09",\
 "city": "Cape Town", "country": "South Africa", "topics": ["ruby"], "twitter": "@rubyfuza", "locales": "EN"}
{"name": "Rubyfuza", "url": "http://www.rubyfuza.org/again", "startDate": "2014-02-06", "endDate": "2014-02-08",\
 "city": "Cape Town", "country": "South Africa", "topics": ["ruby", "web"]}
{"name": "Rubyfuza Online", "url": "http://rubyfuza.org", "startDate": "2027-02-06", "online": true}
nonsense
"""
COUNTED = """
    select (select count(*) from events.events), (select count(*) from events.event_series),
           (select count(*) from events.event_occurrences), (select count(*) from events.event_topics),
           (select count(*) from events.topics), (select count(*) from users.user_profiles),
           (select count(*) from organizations.organizations)
"""


async def run(db, parsed, *, owner=None, limit=None):
    async with db.acting_as(Worker()) as tx:
        credit = await credit_of_handle(tx, owner) if owner else await credit_of_archive(tx)
        plan = await plan_import(tx, parsed, credit=credit, now=NOW, limit=limit)
        return await import_events(tx, plan, now=NOW)


@pytest.fixture(scope="session")
def three(gazetteer):
    return parse(THREE, Form.JSONL, gazetteer=gazetteer)


@pytest.fixture
async def owned(fresh):
    import asyncpg

    connection = await asyncpg.connect(fresh.owner_url)
    yield connection
    await connection.close()


async def test_all_conferences_are_written_once(fresh_db, owned, parsed):
    first = await run(fresh_db, parsed)
    counted = await owned.fetchrow(COUNTED)
    again = await run(fresh_db, parsed)

    assert first == ImportReport(read=6007, new=6007, known=0, errors=0, left_out=0, series=counted[1])
    assert again == ImportReport(read=6007, new=0, known=6007, errors=0, left_out=0, series=0)
    assert tuple(counted)[:1] + tuple(counted)[2:3] + tuple(counted)[5:] == (6007, 6007, 1, 1)
    assert await owned.fetchrow(COUNTED) == counted


async def test_dates_are_true_and_hours_local(fresh_db, owned, three):
    await run(fresh_db, three)

    rows = await owned.fetch("""
        select title, (starts_at at time zone timezone)::text, (ends_at at time zone timezone)::text, timezone,
               status::text, currency_code, slug, website, city, country_code, is_online
          from events.events order by starts_at
    """)
    assert [tuple(row) for row in rows] == [
        ("Rubyfuza", "2013-02-07 09:00:00", "2013-02-09 18:00:00", "Africa/Johannesburg", "ended", "ZAR",
         "rubyfuza-2013", "http://www.rubyfuza.org", "Cape Town", "ZA", False),
        ("Rubyfuza", "2014-02-06 09:00:00", "2014-02-08 18:00:00", "Africa/Johannesburg", "ended", "ZAR",
         "rubyfuza-2014", "http://www.rubyfuza.org/again", "Cape Town", "ZA", False),
        ("Rubyfuza Online", "2027-02-06 09:00:00", "2027-02-06 18:00:00", "Etc/UTC", "published", "USD",
         "rubyfuza-online-2027", "http://rubyfuza.org", "", None, True),
    ]  # fmt: skip


async def test_editions_share_a_series_and_what_has_no_column_is_told(fresh_db, owned, three):
    await run(fresh_db, three)

    series = await owned.fetch("select count(*) from events.events group by series_id order by 1")
    topics = await owned.fetch("select topic, count(*) from events.event_topics group by topic order by topic")
    told = await owned.fetchval("select description from events.events where slug = 'rubyfuza-2013'")
    assert [row[0] for row in series] == [1, 2]
    assert [tuple(row) for row in topics] == [("ruby", 2), ("web", 1)]
    assert told == "Languages: en\nTwitter: @rubyfuza"


async def test_a_later_edition_joins_the_series_that_is_here(fresh_db, owned, gazetteer):
    lines = THREE.splitlines()
    await run(fresh_db, parse(lines[1], Form.JSONL, gazetteer=gazetteer))
    await run(fresh_db, parse(b"\n".join(lines[:2]), Form.JSONL, gazetteer=gazetteer))

    assert await owned.fetchval("select count(distinct series_id) from events.events") == 1
    assert await owned.fetchval("select count(*) from events.event_series") == 1


async def test_a_slug_that_is_taken_gets_the_key_beside_it(fresh_db, owned, gazetteer):
    line = THREE.splitlines()[0]
    other = line.replace(b"rubyfuza.org", b"rubyfuza.example").replace(b"Cape Town", b"Durban")
    await run(fresh_db, parse(line, Form.JSONL, gazetteer=gazetteer))
    await run(fresh_db, parse(other, Form.JSONL, gazetteer=gazetteer))

    rows = await owned.fetch("select slug, left(replace(import_key::text, '-', ''), 12) from events.events order by 1")
    assert [row[0] for row in rows] == ["rubyfuza-2013", f"rubyfuza-2013-{rows[1][1]}"]


async def test_planning_in_a_read_only_transaction_counts_and_writes_nothing(fresh_db, owned, three):
    before = await owned.fetchrow(COUNTED)

    async with fresh_db.acting_as(Worker(), read_only=True) as tx:
        plan = await plan_import(tx, three, credit=OF_ARCHIVE, now=NOW)

    assert plan.report == ImportReport(read=4, new=3, known=0, errors=1, left_out=0, series=2)
    assert before[0] == 0
    assert await owned.fetchrow(COUNTED) == before


async def test_a_limit_says_what_it_left_out_and_the_next_run_takes_it(fresh_db, three):
    first = await run(fresh_db, three, limit=1)
    second = await run(fresh_db, three)

    assert (first.new, first.left_out) == (1, 2)
    assert (second.new, second.known, second.left_out) == (2, 1, 0)


@pytest.mark.parametrize(
    ("owner", "column"),
    [("jo", None), ("person:jo", "owner_user_id"), ("organization:jo", "owner_org_id"), ("club", "owner_org_id")],
)
async def test_the_owner_is_who_one_names(fresh_db, owned, three, owner, column):
    await plant_owners(owned)

    if column is None:
        with pytest.raises(AmbiguousOwner):
            await run(fresh_db, three, owner=owner)
        return
    await run(fresh_db, three, owner=owner)
    owners = await owned.fetch(f"select distinct {column}::text, created_by from events.events")
    known = {"person:jo": "1", "organization:jo": "2", "club": "3"}
    assert [tuple(row) for row in owners] == [(f"{known[owner] * 8}-0000-7000-8000-000000000000", ARCHIVIST)]


async def test_an_owner_whom_nobody_knows_is_refused_and_nothing_written(fresh_db, owned, three):
    before = await owned.fetchrow(COUNTED)

    with pytest.raises(NoSuchOwner):
        await run(fresh_db, three, owner="nobody")

    assert before[0] == 0
    assert await owned.fetchrow(COUNTED) == before


async def test_somebody_called_archive_does_not_become_the_archive(fresh_db, owned, three):
    await plant_owners(owned)
    await owned.execute("update users.user_profiles set handle = 'archive'")
    await owned.execute("update organizations.organizations set handle = 'archive' where handle = 'club'")

    await run(fresh_db, three)

    owners = await owned.fetch("select distinct owner_org_id, created_by from events.events")
    assert [tuple(row) for row in owners] == [(ARCHIVE, ARCHIVIST)]
    async with fresh_db.acting_as(Worker()) as tx:
        assert (await owner_of_handle(tx, "organization:archive-of-imports")).id == ARCHIVE


async def plant_owners(owned):
    await owned.execute("""
        insert into users.user_profiles (user_id, handle, display_name)
        values ('11111111-0000-7000-8000-000000000000', 'jo', 'Jo');
        insert into organizations.organizations (id, handle, name, created_by)
        values ('22222222-0000-7000-8000-000000000000', 'jo', 'Jo Ltd', '11111111-0000-7000-8000-000000000000'),
               ('33333333-0000-7000-8000-000000000000', 'club', 'Club', '11111111-0000-7000-8000-000000000000')
    """)
