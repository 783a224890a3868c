"""The plan: what cannot be read or found is named with its line; a proposal is a plan."""

from __future__ import annotations

import re

import asyncpg
import pytest
from tests.schema.relocating.journeys import applied, everything, plan_of, refused, undone
from tests.schema.relocating.test_moving import FLAT
from tests.schema.servers import a_login, run

from showground.kit.faults import Invalid, Unknown
from showground.schema.catalog.read import read, reading
from showground.schema.relocating.plan import Part, Plan, parse, written
from showground.schema.relocating.proposing import proposed

LATER = "are not those of the new schemas: tables that are made there later do not have them"
UNREADABLE = {
    "no TOML": ("[schemas.a]\ntables = x\n", r"not TOML: .*line 2"),
    "an unknown key": ("[schemas.a]\ntables = ['x']\n\n[schemas.b]\ntable = ['y']", r"line 5: .*unknown field `table`"),
    "no list": ("from = 'public'\n[schemas.a]\ntables = 'x'", r"line 3: Expected `array`"),
    "no schemas": ("from = 'public'", r"missing required field `schemas`"),
    "nothing to move": ("[schemas.a]\ntables = []", r"moves nothing"),
    "no name": ("[schemas.'']\ntables = ['x']", r"can name no schema"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_no_plan_is_refused_with_its_line(case):
    text, why = UNREADABLE[case]
    with pytest.raises(Invalid, match=why):
        parse(text)


def test_a_plan_that_is_written_is_read_again():
    part = Part(tables=("orders", '"Legacy Imports"'), functions=("total(uuid, text)",))
    plan = Plan({"sales": part, "Other Things": Part(tables=("x",))}, "app", "app, public", True, ("f(text)",))

    assert parse(written(plan, ("A remark.",))) == plan


async def test_what_is_not_there_or_cannot_be_moved_is_named_with_its_line(scratch):
    sql = """
        create extension pg_trgm;
        create table orders (id bigserial primary key); create table items (id bigint); create view v as select 1 as id;
        create function f(a integer) returns integer language sql as 'select a';
        create function f(a text) returns text language sql as 'select a';
        create schema sales; create type sales.items as enum ('a');
    """
    plan = """
        [schemas.sales]
        tables = [
            "ordrs",
            "v",
            "orders",
            "orders",
            "pg_catalog.pg_class",
        ]
        sequences = ["orders_id_seq"]
        functions = [
            "f",
            "similarity(real)",
            "similarity(text,text)",
        ]
        [schemas.pg_mine]
        tables = ["items"]
    """
    async with scratch(18, sql) as url:
        assert await refused(url, plan) == [
            "the plan, line 4: there is no table public.ordrs; there is public.orders",
            "the plan, line 5: public.v is no table but a view",
            "the plan, line 6: public.orders: it is there twice",
            "the plan, line 8: there is no table pg_catalog.pg_class",
            "the plan, line 10: public.orders_id_seq: it goes with its column public.orders.id",
            "the plan, line 12: there are 2 functions public.f: say which by its argument types",
            "the plan, line 13: there is no function public.similarity(real); there is public.set_limit(real)",
            "the plan, line 14: public.similarity(text,text): it belongs to the extension pg_trgm",
            "the plan, line 16: pg_mine is PostgreSQL's own",
        ]
        assert await refused(url, plan_of("items")) == ["the plan, line 3: sales.items is there already"]


async def test_a_proposal_is_the_same_each_time_can_be_applied_and_taken_back(scratch):
    async with scratch(18, FLAT) as url:
        async with reading(url) as connection:
            taken = await read(connection)
        plan, remarks = proposed(taken)
        assert proposed(taken) == (plan, remarks)
        text, before = written(plan, remarks), await everything(url)

        _, undo = await applied(url, text)

        homes = {name: schema for schema, part in plan.schemas.items() for name in part.tables}
        assert homes["order_items"] == homes["orders"] == homes["tickets"]
        assert homes["events"] == homes["event_posts"] == homes["event_comments"] != homes["orders"]
        assert homes["sponsors"] == homes["sponsor_proposals"]
        assert plan.schemas[homes["orders"]].sequences == ("invoice_numbers",)
        assert len(plan.schemas) >= 5
        await undone(url, undo)
        assert await everything(url) == before


async def test_an_empty_schema_has_no_proposal(scratch):
    async with scratch(18) as url, reading(url) as connection:
        with pytest.raises(Unknown, match="no tables in the schema public"):
            proposed(await read(connection))


async def test_partitions_go_along_unless_the_plan_says_otherwise(scratch, version):
    sql = """
        create table facts (id bigint, at date) partition by range (at);
        create table facts_1 partition of facts for values from ('2026-01-01') to ('2026-02-01');
        create table facts_2 partition of facts default;
    """
    plan = "[schemas.measures]\ntables = ['facts']\n[schemas.archive]\ntables = ['facts_1']"
    async with scratch(version, sql) as url:
        await applied(url, plan)

        names = [table["name"] for table in (await everything(url))["tables"]]
        assert names == ["archive.facts_1", "measures.facts", "measures.facts_2"]


async def test_outsiders_are_told_what_changes_for_them(scratch):
    sql = """
        create table orders (id bigint primary key);
        create publication feed for table orders;
        alter default privileges in schema public grant select on tables to pg_monitor;
        do $$ begin execute format('alter database %I set search_path = app, public', current_database()); end $$;
    """
    async with scratch(18, sql) as url:
        outcome, _ = await applied(url, plan_of("orders"))

        told = [re.sub(r"scratch_\w+", "here", note) for note in outcome.notes]
        assert any(note.endswith('alter database "here" set search_path = app, public, sales;') for note in told)
        assert told[-2:] == [
            "publication feed goes on with public.orders; subscribers need the table under its new name",
            f"default privileges of postgres in schema public {LATER}",
        ]


async def test_a_login_without_the_right_changes_nothing(scratch):
    async with scratch(18, "create table orders (id bigint)") as url:
        await run(url, "create schema sales")
        before = await everything(url)
        async with a_login(url, grants="grant usage on schema public to {login}") as login:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await applied(login, plan_of("orders"))

        assert await everything(url) == before
