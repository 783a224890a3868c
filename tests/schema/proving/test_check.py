"""Each kind of promise is broken, and exactly that is named; mended, the check is green again."""

from __future__ import annotations

import pytest
from tests.schema.proving.town import a_town, broken, checked, promised
from tests.schema.servers import VERSIONS, a_login, run

from showground.kit.faults import Invalid, Unavailable
from showground.schema.catalog.read import read, reading
from showground.schema.proving.check import check
from showground.schema.proving.contract import Contract, ours

REPLICA = "set session_replication_role = replica; {}; reset session_replication_role"
AUTHOR = "town.posts.author_id -> town.people.id"
OF_POST = "town.comments.post_id -> town.posts.id"
HOP = "reading 3: town.posts -> town.comments"
NO_AUTHOR = "alter table town.posts drop constraint posts_by"
AUTHORS = "alter table town.posts add constraint posts_by foreign key (author_id) references town.people"
NO_POST = "alter table town.comments drop constraint comments_of_post"
POSTS = "alter table town.comments add constraint comments_of_post foreign key (post_id) references town.posts"
POSTS_IN_EVENT = """
alter table town.comments add constraint comments_of_post
    foreign key (event_id, post_id) references town.posts (event_id, id)
"""
CURRENCY = "foreign key (currency_code) references town.currencies"
PLANTED = {
    "a foreign key is dropped": (
        NO_AUTHOR,
        AUTHORS,
        {("fk", AUTHOR, "holds")},
    ),
    "a foreign key is not valid": (
        f"{NO_AUTHOR}; {AUTHORS} not valid",
        "alter table town.posts validate constraint posts_by",
        {("fk", AUTHOR, "holds")},
    ),
    "a row is orphaned": (
        REPLICA.format("update town.posts set author_id = 99 where id = 3"),
        "update town.posts set author_id = 2 where id = 3",
        {("fk", AUTHOR, "violated")},
    ),
    "a lookup is dropped": (
        "alter table town.events drop constraint events_in_currency",
        f"alter table town.events add constraint events_in_currency {CURRENCY}",
        {("lookup", "town.events.currency_code -> town.currencies.code", "holds")},
    ),
    "a value is not in the lookup": (
        REPLICA.format("update town.events set currency_code = 'DEM' where id = 5"),
        "update town.events set currency_code = 'EUR' where id = 5",
        {("lookup", "town.events.currency_code -> town.currencies.code", "violated")},
    ),
    "a pair has the wrong type": (
        REPLICA.format("update town.follows set owner_id = 8, owner_type = 'event' where id = 6"),
        "update town.follows set owner_id = 6, owner_type = 'person' where id = 6",
        {("polymorphic", "town.follows.owner_id -> town.events.id", "violated")},
    ),
    "a pair's key is dropped": (
        "alter table town.follows drop constraint follows_event",
        "alter table town.follows add constraint follows_event foreign key (event_id) references town.events",
        {("polymorphic", "town.follows.owner_id -> town.events.id", "holds")},
    ),
    "a pair's type has no parents": (
        "insert into town.follows values (99, 'team', 1)",
        "delete from town.follows where id = 99",
        {("type of pair", "town.follows.owner_type", "violated")},
    ),
    "a link does not carry its event": (
        f"{NO_POST}; {POSTS}",
        f"{NO_POST}; {POSTS_IN_EVENT}",
        {("same-event", OF_POST, "holds")},
    ),
    "a link crosses events": (
        f"{NO_POST}; update town.comments set event_id = 4 where id = 4; {POSTS}",
        f"update town.comments set event_id = 2 where id = 4; {NO_POST}; {POSTS_IN_EVENT}",
        {("same-event", OF_POST, "violated")},
    ),
    "a link crosses events behind its key": (
        REPLICA.format("update town.comments set event_id = 4 where id = 4"),
        "update town.comments set event_id = 2 where id = 4",
        {("same-event", OF_POST, "violated"), ("flow", HOP, "violated")},
    ),
    "a link does not imply its event": (
        "alter table town.comments alter event_id drop not null",
        "alter table town.comments alter event_id set not null",
        {("nullable", "town.comments.event_id -> town.events.id", "violated"), ("same-event", OF_POST, "holds")},
    ),
    "row-level security is off": (
        "alter table town.people disable row level security",
        "alter table town.people enable row level security",
        {("rls", "town.people", "violated")},
    ),
    "a second permissive policy widens the first": (
        "create policy wide on town.people for all to postgres using (name <> '')",
        "drop policy wide on town.people",
        {("policy", "town.people", "violated")},
    ),
    "a policy lets everybody in": (
        "alter policy people_read on town.people using (true)",
        "alter policy people_read on town.people using (id > 0)",
        {("policy", "town.people", "violated")},
    ),
    "a function is broken by a rename": (
        "alter table town.people rename name to called",
        "alter table town.people rename called to name",
        {("body", "town.name_of(bigint)", "violated")},
    ),
    "a link crosses tenants": (
        "update town.posts set author_id = 1 where id = 1",
        "update town.posts set author_id = 2 where id = 1",
        {("tenant", AUTHOR, "violated")},
    ),
    "a link crosses tenants on the way up": (
        "update town.notes set beside = 2 where id = 2",
        "update town.notes set beside = 3 where id = 2",
        {("tenant", "town.notes.post_id -> town.posts.id", "violated")},
    ),
    "a column has another type": (
        "alter table town.posts alter author_id type integer",
        "alter table town.posts alter author_id type bigint",
        {("type", AUTHOR, "violated")},
    ),
    "a column is gone": (
        "alter table town.events rename currency_code to currency",
        "alter table town.events rename currency to currency_code",
        {("column", "town.events.currency_code -> town.currencies.code", "missing")},
    ),
    "a table is gone": (
        "alter table town.currencies rename to coins",
        "alter table town.coins rename to currencies",
        {("column", "town.events.currency_code -> town.currencies.code", "missing")},
    ),
    "a column must be there": (
        "update town.posts set author_id = 1 where id = 20; alter table town.posts alter author_id set not null",
        "alter table town.posts alter author_id drop not null; update town.posts set author_id = null where id = 20",
        {("nullable", AUTHOR, "violated")},
    ),
    "a column may be empty": (
        "alter table town.people alter account_id drop not null",
        "alter table town.people alter account_id set not null",
        {("nullable", "town.people.account_id -> town.accounts.id", "violated")},
    ),
    "a flow is broken off": (
        "alter table town.posts drop constraint posts_of_event",
        "alter table town.posts add constraint posts_of_event foreign key (event_id) references town.events",
        {
            ("fk", "town.posts.event_id -> town.events.id", "holds"),
            ("flow", "reading 2: town.events -> town.posts", "missing"),
        },
    ),
}


@pytest.fixture(scope="module", params=VERSIONS)
async def town(servers, request):
    """One town for each version of PostgreSQL: whoever breaks it mends it."""
    async with a_town(servers.scratch, request.param) as opened:
        yield opened


@pytest.mark.parametrize("planted", PLANTED)
async def test_what_is_planted_is_named_and_nothing_else(town, tmp_path, planted):
    change, undo, named = PLANTED[planted]
    contract = promised(tmp_path)

    await town.sql.execute(change)
    found = await checked(town.url, contract)
    await town.sql.execute(undo)

    assert broken(found) == named
    assert all(proof.why for proof in found.failures)
    assert broken(await checked(town.url, contract)) == set()


async def test_every_kind_of_promise_was_kept_by_something_that_could_have_failed(town, tmp_path):
    found = await checked(town.url, promised(tmp_path))

    assert {proof.kind for proof in found.proofs if proof.examined} == {
        *("fk", "lookup", "polymorphic", "same-event", "type of pair", "tenant", "flow", "body")
    }
    assert found.relations == (9, 9)
    assert [proof.subject for proof in found.proofs if proof.kind == "tenant"] == [
        "town.comments (event_id, post_id) -> town.posts (event_id, id)",
        "town.notes.post_id -> town.posts.id",
        AUTHOR,
    ]


async def test_a_login_that_may_only_read_is_enough(town, tmp_path):
    grants = "grant usage on schema town to {login}; grant select on all tables in schema town to {login}"
    await town.sql.execute("alter table town.people disable row level security")
    async with a_login(town.url, grants=grants) as reader:
        found = await checked(reader, promised(tmp_path))
    await town.sql.execute("alter table town.people enable row level security")

    assert broken(found) == {("rls", "town.people", "violated")}


async def test_rows_that_a_policy_hides_prove_nothing(town, tmp_path):
    grants = "grant usage on schema town to {login}; grant select on all tables in schema town to {login}"
    async with a_login(town.url, grants=grants) as reader:
        found = await checked(reader, promised(tmp_path))

    assert broken(found) == {
        ("fk", "town.people.account_id -> town.accounts.id", "hidden"),
        ("fk", AUTHOR, "hidden"),
        ("polymorphic", "town.follows.owner_id -> town.people.id", "hidden"),
        ("tenant", AUTHOR, "hidden"),
    }
    assert {proof.why.partition(": q")[0] for proof in found.failures} == {"not verifiable: rows hidden"}


async def test_without_a_contract_every_foreign_key_is_judged(town):
    found = await checked(town.url, Contract())

    judged = [proof for proof in found.proofs if proof.kind == "foreign key"]
    assert len(judged) == 11
    assert {proof.status for proof in judged} == {"enforced"}

    await town.sql.execute(REPLICA.format("update town.posts set author_id = 99 where id = 3"))
    found = await checked(town.url, Contract())
    await town.sql.execute("update town.posts set author_id = 2 where id = 3")
    assert broken(found) == {("foreign key", AUTHOR, "violated")}
    assert [proof.samples for proof in found.failures] == [("3",)]


async def test_tenants_are_found_without_a_contract(town):
    assert broken(await checked(town.url, Contract(tenant="town.accounts"))) == set()
    with pytest.raises(Invalid, match="is no table of tenants"):
        await checked(town.url, Contract(tenant="town.nothing"))


async def test_a_connection_that_is_lost_is_no_verdict(town):
    async with reading(town.url) as connection:
        snapshot = await read(connection)
        mine = await connection.fetchval("select pg_backend_pid()")
        await town.sql.fetchval("select pg_terminate_backend($1, 5000)", mine)

        with pytest.raises(Unavailable, match="connection to the database was lost"):
            await check(connection, snapshot, Contract())


async def test_what_is_planted_in_our_own_database_is_named(fresh):
    before = broken(await checked(fresh.owner_url, ours()))
    await run(
        fresh.owner_url,
        """
        alter table events.event_posts drop constraint event_posts_by;
        alter table users.follows drop constraint follows_event;
        alter table ticketing.scan_logs drop constraint scan_logs_of_ticket;
        alter table ticketing.orders disable row level security;
        create policy wide on ticketing.tickets for select to authenticated using (true);
        """,
    )

    after = await checked(fresh.owner_url, ours())

    assert before == set()
    assert broken(after) == {
        ("fk", "events.event_posts.author_user_id -> users.user_profiles.user_id", "missing"),
        ("polymorphic", "users.follows.target_id -> events.events.id", "missing"),
        ("same-event", "ticketing.scan_logs.ticket_id -> ticketing.tickets.id", "missing"),
        ("rls", "ticketing.orders", "violated"),
        ("policy", "ticketing.tickets", "violated"),
    }
