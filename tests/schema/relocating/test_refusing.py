"""What cannot be proved is refused and named, and what is lost on the way is noticed; nothing is changed then."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.schema.relocating.journeys import applied, plan_of, refused
from tests.schema.servers import ask

REFUSALS = tomllib.loads((Path(__file__).parent / "refusals.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", REFUSALS)
async def test_what_cannot_be_proved_is_refused_and_named(scratch, case):
    async with scratch(18, f"create table orders (id bigint primary key); {REFUSALS[case]['sql']}") as url:
        assert await refused(url, plan_of("orders")) == [REFUSALS[case]["why"]]


async def test_what_somebody_has_read_is_left_as_it_is(scratch):
    sql = f"create table orders (id bigint primary key); {REFUSALS['dynamic']['sql']}"
    async with scratch(18, sql) as url:
        outcome, _ = await applied(url, plan_of("orders", more="accept = ['f(text)']"))

        assert outcome.rewrites == ()
        assert await ask(url, "select to_regclass('sales.orders') is not null") == [(True,)]


async def test_a_name_that_would_be_found_elsewhere_is_not_taken_for_the_same(scratch):
    sql = """
        create table orders (id bigint); create schema archive; create table archive.orders (id bigint);
        create function f() returns bigint language sql set search_path = public, archive
            as 'select count(*) from orders';
    """
    async with scratch(18, sql) as url:
        why = "public.f(), line 1: would mean other objects than before, with the search path public, archive"
        assert await refused(url, plan_of("orders")) == [why]


async def test_a_body_must_mean_the_same_for_every_caller(scratch):
    sql = """
        create table orders (id bigint); create schema other; create table other.orders (id bigint);
        create function f() returns bigint language sql as 'select count(*) from orders';
        do $$ begin
            execute format('alter database %I set search_path = other, public', current_database());
            execute format('alter role postgres in database %I set search_path = public', current_database());
        end $$;
    """
    async with scratch(18, sql) as url:
        why = "public.f(), line 1: would mean other objects than before, with the search path other, public"
        assert await refused(url, plan_of("orders")) == [why]


LOSSES = {
    "drop policy p on sales.orders": ["the policies: are not what they were: 1 before, 0 after"],
    "alter table sales.orders disable trigger t": ["the triggers: are not what they were: 5 before, 5 after"],
    "revoke select on sales.orders from public": ["the tables: are not what they were: 2 before, 2 after"],
    "alter table public.items validate constraint k": ["the foreign keys: are not what they were: 1 before, 1 after"],
    "create or replace function public.other() returns integer language sql as 'select 2'": [
        "public.other(): the routine was changed",
    ],
}  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES)
async def test_what_is_lost_on_the_way_is_noticed(scratch, loss):
    """Somebody's event trigger does something else while the table moves."""
    statement = loss.replace("'", "''")
    sql = f"""
        create table orders (id bigint primary key); create table items (id bigint);
        alter table items add constraint k foreign key (id) references orders not valid;
        alter table orders enable row level security; create policy p on orders using (true);
        create function f() returns trigger language plpgsql as 'begin return new; end';
        create trigger t before insert on orders for each row execute function f();
        create function other() returns integer language sql as 'select 1';
        grant select on orders to public;
        create function meanwhile() returns event_trigger language plpgsql as $$
        begin
            if tg_tag = 'ALTER TABLE' and current_setting('my.turn', true) is null then
                perform set_config('my.turn', 'over', true);
                execute '{statement}';
            end if;
        end $$;
        create event trigger meanwhile on ddl_command_end execute function meanwhile();
    """
    async with scratch(18, sql) as url:
        said = await refused(url, plan_of("orders", more="accept = ['meanwhile()']"))

        assert [line[: len(wanted)] for line, wanted in zip(said, LOSSES[loss], strict=True)] == LOSSES[loss]


async def test_a_constant_that_names_what_stays_is_none_of_a_moves_business(scratch):
    sql = """
        create table orders (id bigint); create table stays (id bigint);
        create function f() returns regclass language sql as $$ select 'public.stays'::regclass $$;
    """
    async with scratch(18, sql) as url:
        outcome, _ = await applied(url, plan_of("orders"))

        assert outcome.rewrites == ()
        assert await ask(url, "select f()::text") == [("stays",)]
