"""The demo is real, whole and consistent: what it promises is there, and no invariant is broken."""

from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec
import pytest

from showground.db.layout import LADDER
from showground.db.principal import Person, Worker
from showground.db.sql import compile_query, parse
from showground.demo.build import DemoExists, build_demo, demo_logins
from showground.demo.logins import LOGINS, PASSWORD, DemoExposed, emails_present, logins_allowed, refuse_logins_outside
from showground.domains.users.passwords import check_password
from showground.kit.faults import Invalid

HERE = Path(__file__).parent
INVARIANTS = parse((HERE / "invariants.sql").read_text())
SEED = parse((HERE / "seed_queries.sql").read_text())
QUESTIONS = parse((HERE / "plenty.sql").read_text())
PLENTY = {
    "events_of_the_archive": 5_900,
    "events_on_sale": 1_500,
    "next_editions": 1_500,
    "running_today": 2,
    "paid_in_yen": 3,
    "paid_in_dinars": 3,
    "currencies_paid_in": 20,
    "orders_awaiting_payment": 10,
    "pools_sold_out": 10,
    "free_tiers": 100,
    "unlisted_events": 10,
    "private_events": 10,
    "drafts": 10,
    "settled_refunds": 20,
    "second_scans": 30,
}
ASKED = {
    "activity_of_person": "person",
    "ecosystem_of_event": "event",
    "dashboard_of_organization": "organization",
    "purchase_of_ticket": "ticket",
}
MINE = compile_query(
    "test.mine",
    """
    select count(*) filter (where e.ends_at < now()), count(*) filter (where e.starts_at > now())
      from ticketing.tickets t join events.events e on e.id = t.event_id where t.owner_user_id = (select auth.uid())
    """,
)


LEFT_OUT = ["xact", "before", "taken_at", "password_hash"]  # transaction numbers, the clock, and salt


class PastAndAhead(msgspec.Struct):
    past: int
    ahead: int


@pytest.mark.parametrize("name", INVARIANTS)
async def test_an_invariant_holds(demo, name):
    assert await demo.sql.fetch(INVARIANTS[name].sql) == []


async def test_it_has_the_sizes_it_says(demo):
    rows, now = demo.report.rows, datetime.now(UTC)

    assert rows["users.user_profiles"] == 2_000
    assert 9_900 <= rows["ticketing.tickets"] <= 11_000
    impressions = ("event_impressions", "post_impressions", "ad_impressions", "analytics_events")
    assert sum(rows[f"analytics.{table}"] for table in impressions) == 100_000
    for table, count in rows.items():
        extra = {"events.events": 7_801, "events.event_occurrences": 7_801}.get(table)
        if extra is None and table != "events.event_topics":
            assert await demo.sql.fetchval(f"select count(*) from {table}") == count
    assert demo.report.load_day == now.date()


@pytest.mark.parametrize("name", PLENTY)
async def test_there_is_enough_of(demo, name):
    assert await demo.sql.fetchval(QUESTIONS[name].sql) >= PLENTY[name]


def test_every_question_of_plenty_is_asked():
    assert set(PLENTY) == set(QUESTIONS)


@pytest.mark.parametrize("name", ASKED)
async def test_a_question_of_the_seed_has_an_answer_on_the_showcase(demo, name):
    wanted = str(getattr(demo.report.showcase, ASKED[name]))
    text = SEED[name].sql
    quoted = f"'some-{ASKED[name].replace('organization', 'org').replace('person', 'user')}-id'"
    assert text.count(quoted) == 1

    async with demo.sql.transaction():
        await demo.sql.execute("set local statement_timeout = '10s'")
        rows = await demo.sql.fetch(text.replace(quoted, f"'{wanted}'"))

    assert rows
    assert all(value for value in rows[0].values())


async def test_every_connection_of_the_seed_counts(demo):
    rows = await demo.sql.fetch(SEED["connections"].sql)
    assert len(rows) == 5
    assert all(row["count"] > 0 for row in rows)


async def test_the_logins_let_in_and_know_their_place(demo):
    known = await demo.sql.fetch("""
        select c.email, a.password_hash, a.is_operator, p.handle
          from users.accounts a join users.contacts c using (user_id) join users.user_profiles p using (user_id)
         where a.password_hash is not null order by p.user_id
    """)
    assert [(row["email"], row["is_operator"], row["handle"]) for row in known] == [
        (login.email, login.is_operator, login.handle) for login in LOGINS
    ]
    assert (await check_password(PASSWORD, known[0]["password_hash"]))[0]
    assert [line.split()[:2] for line in await demo_logins(demo.site.db)] == [
        [login.email, PASSWORD] for login in LOGINS
    ]


async def test_the_attendee_sees_tickets_past_and_ahead(demo):
    attendee = await demo.sql.fetchval("select user_id from users.user_profiles where handle = 'amir'")

    async with demo.site.db.acting_as(Person(attendee), read_only=True) as tx:
        mine = await tx.one(MINE, PastAndAhead)

    assert mine.past >= 3
    assert mine.ahead >= 3


async def test_the_organizer_has_an_event_today_with_sales_and_a_wallet(demo):
    found = await demo.sql.fetchrow("""
        select e.title, e.starts_at < now() and e.ends_at > now() as is_today,
               (select count(*) from ticketing.tickets t where t.event_id = e.id) as tickets,
               (select count(distinct o.created_at::date) from ticketing.orders o where o.event_id = e.id) as days,
               (select count(*) from payments.org_wallet_transactions l where l.related_event_id = e.id) as lines,
               (select count(*) from organizations.org_memberships d join users.user_profiles p on p.user_id = d.user_id
                 where d.org_id = m.org_id and p.handle = 'dora' and d.role = 'editor') as door
          from users.user_profiles u
          join organizations.org_memberships m on m.user_id = u.user_id and m.role = 'owner'
          join events.events e on e.owner_org_id = m.org_id and e.title like 'Harbour Light %'
         where u.handle = 'olga'
    """)
    assert found["is_today"]
    assert (found["tickets"] >= 300, found["days"] >= 20, found["lines"] >= 100, found["door"]) == (True, True, True, 1)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("localhost", True),
     ("10.0.0.1", False), ("::", False), ("192.168.1.4", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_known_passwords_are_for_loopback(host, allowed):
    assert logins_allowed(host) is allowed
    refuse_logins_outside(host, [])
    if not allowed:
        with pytest.raises(DemoExposed):
            refuse_logins_outside(host, ["organizer@demo.test"])


async def test_a_demo_does_not_come_upon_people(demo):
    with pytest.raises(DemoExists):
        await build_demo(demo.site.db, scale=0.01)


@pytest.mark.parametrize("scale", [0, -1, 21])
async def test_a_scale_has_bounds(db, scale):
    with pytest.raises(Invalid):
        await build_demo(db, scale=scale)


async def test_a_platform_without_the_demo_has_no_logins(fresh_db):
    assert await demo_logins(fresh_db) == []
    assert await emails_present(fresh_db) == []
    async with fresh_db.acting_as(Worker(), read_only=True) as tx:
        assert await tx.value(compile_query("test.people", "select count(*) from users.user_profiles")) == 0


async def test_the_same_day_and_scale_give_the_same_world(server, template, worker_id):
    first, second = [await digest_of_a_build(server, template, f"twin_{worker_id}") for _ in range(2)]

    assert {table for table in first if first[table] != second[table]} == set()
    assert len(first) > 50


async def digest_of_a_build(server, template, name):
    """Build at 0.01, and return a digest of every table; left out are transaction numbers and the salted password."""
    from tests.site import open_site

    async with open_site(server, name, template=template) as site:
        await build_demo(site.db, scale=0.01)
        connection = await asyncpg.connect(site.owner_url)
        tables = await connection.fetch("""
            select format('%I.%I', schemaname, tablename) as name from pg_tables
             where schemaname = any ($1)
               and tablename !~ '_(20[0-9]{2}_[0-9]{2}|default)$'
        """, LADDER[1:])  # fmt: skip
        digests = {}
        for row in tables:
            asked = f"""
                select md5(string_agg(row, e'\\n' order by row))
                  from (select (to_jsonb(t) - $1::text[])::text as row from {row["name"]} t) r
            """
            digests[row["name"]] = await connection.fetchval(asked, LEFT_OUT)
        await connection.close()
        return digests
