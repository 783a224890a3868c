"""Functions say what they mean only when they run; these tests ask before."""

from __future__ import annotations

import asyncpg
import pytest
from tests.contract.bodies import FUNCTIONS, unresolved
from tests.contract.plpgsql import Reader, Unreadable

from showground.db.layout import SCHEMAS


@pytest.fixture
async def broken(fresh):
    """The superuser's connection to a database to break."""
    connection = await asyncpg.connect(fresh.superuser_url)
    yield connection
    await connection.close()


async def test_every_function_resolves(superuser):
    wrong, asked = await unresolved(superuser, list(SCHEMAS))

    assert wrong == {}
    assert asked > len(await superuser.fetch(FUNCTIONS, list(SCHEMAS)))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "alter table users.follows rename follower_user_id to follower",
            {
                (
                    "analytics.record_sightings(uuid[],uuid[],uuid[],uuid[],uuid[],analytics.surface[],text[],integer[],"
                    "text[],boolean[],bigint[],jsonb[])"
                )
            },
        ),
        (
            "alter table sponsorship.sponsor_members rename sponsor_id to brand",
            {"sponsorship.keep_an_owner()"},
        ),
        (
            "alter table messaging.direct_conversations rename low_user_id to lower",
            {"messaging.keep_the_pair()"},
        ),
        (
            "alter type payments.payment_status rename value 'captured' to 'got'",
            {"payments.move_forward()", "payments.settle(payments.settlement[],payments.settlement_ticket[])"},
        ),
    ],
)
async def test_what_a_rename_breaks_is_named(broken, change, named):
    await broken.execute(change)

    wrong, _ = await unresolved(broken, list(SCHEMAS))

    assert named <= set(wrong)
    assert "ticketing.bought_by_caller(uuid)" not in wrong


def test_a_body_is_taken_apart():
    body = """
    declare
        wanted uuid[];
        n integer := cardinality(given) + 1;
    begin
        if not (case n when 1 then true else false end) then
            select array_agg(t.id), 1 into wanted, n from things t where t.id = any(given);   -- not; this
        elsif exists (select from things) then
            perform 1 from things for update;
        end if;
        for i in 1 .. n loop
            insert into things (id) values (given[i]) returning id into wanted;
        end loop;
        raise exception 'no %', (select 1) using errcode = 'SG001', detail = n::text;
        return query select 1;
    end
    """

    reader = Reader(body)

    assert reader.variables == {"found": "boolean", "wanted": "uuid[]", "n": "integer", "i": "integer"}
    assert [" ".join(piece.split()) for piece in reader.pieces] == [
        "select (cardinality(given) + 1)",
        "select (not (case n when 1 then true else false end))",
        "select array_agg(t.id), 1 from things t where t.id = any(given)",
        "select (exists (select from things))",
        "select 1 from things for update",
        "select (1)",
        "select (n)",
        "insert into things (id) values (given[i]) returning id",
        "select ((select 1))",
        "select ('SG001')",
        "select (n::text)",
        "select 1",
    ]


def test_what_is_not_understood_is_not_skipped():
    with pytest.raises(Unreadable):
        Reader("begin open cursor_of_things; end")
