"""A flat platform goes into its domains and back: nothing is lost on the way, and everything still runs."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest
from tests.schema.relocating.journeys import applied, everything, plan_of, undone
from tests.schema.servers import a_login, ask, run

from showground.schema.relocating.moving import relocate
from showground.schema.relocating.plan import parse
from showground.schema.relocating.types import NotMovable

HERE = Path(__file__).parent
FLAT = (HERE / "flat.sql").read_text(encoding="utf-8")
PLAN = (HERE / "plan.toml").read_text(encoding="utf-8")
CALLS = {
    "order_total(1::bigint)": "sales.order_total(1::bigint)",
    "order_total('1')": "order_total('1')",
    "(select array_agg(o.id) from orders_of(1) o)": "(select array_agg(o.id) from orders_of(1) o)",
    "order_word('paid')": "sales.order_word('paid')",
    "(select array_agg(h) from handles() h)": "(select array_agg(h) from handles() h)",
    "sold()": "sold()",
    "first_of(array[4, 5], 6)": "first_of(array[4, 5], 6)",
    "walk_users()": "people.walk_users()",
    "seen(1)": "people.seen(1)",
    "unrelated(1)": "unrelated(1)",
    "place_order(2, 1, array[2]::bigint[])": "place_order(2, 1, array[2]::bigint[])",
    "next_invoice()": "next_invoice()",
    "next_order()::oid": "next_order()::oid",
    "clean(1)": "sales.clean(1)",
    "(select array_agg(p.handle) from paid_orders p)": "(select array_agg(p.handle) from sales.paid_orders p)",
    "(select array_agg(t.state) from tickets t)": "(select array_agg(t.state) from sales.tickets t)",
    "(select array_agg(a.rows) from order_audit a)": "(select array_agg(a.rows) from sales.order_audit a)",
    "hold(array[row(1, 3)::place_request])": "sales.hold(array[row(1, 3)::sales.place_request])",
}


HOMES = """
select n.nspname::text, count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)' group by 1 order by 1
"""


async def answers(url, calls):
    """What each call says, all in one transaction that is rolled back; sequences are where they were afterwards."""
    connection = await asyncpg.connect(url)
    work = connection.transaction()
    await work.start()
    found = [await connection.fetchval(f"select ({call})::text") for call in calls]
    await connection.execute("call forget_scans()")
    scans = "sales.scan_logs" if await connection.fetchval("select to_regclass('scan_logs') is null") else "scan_logs"
    found.append(await connection.fetchval(f"select count(*) from {scans}"))
    await work.rollback()
    await connection.close()
    return found


async def test_a_flat_platform_goes_into_its_domains_and_back(scratch, version):
    async with scratch(version, FLAT) as url:
        assert len((await everything(url))["tables"]) >= 50
        await answers(url, CALLS)  # sequences move on, whatever is rolled back
        before, said = await everything(url), await answers(url, CALLS)

        outcome, undo = await applied(url, PLAN)

        assert [one for one in outcome.inventory if not one.same] == []
        assert {one.kind: one.before for one in outcome.inventory}["foreign keys"] == 61
        assert await ask(url, HOMES) == [
            ("events", 8), ("measures", 5), ("money", 5), ("people", 7), ("reference", 4), ("sales", 10),
            ("sponsorship", 4), ("talk", 4),
        ]  # fmt: skip
        assert without_numbers(await answers(url, CALLS.values())) == without_numbers(said)

        await undone(url, undo)

        assert await everything(url) == before
        assert without_numbers(await answers(url, CALLS)) == without_numbers(said)


def without_numbers(said):
    """Numbers of sequences move on, whoever rolls back."""
    return [
        one for call, one in zip([*CALLS, "scans"], said, strict=True) if not call.startswith(("next_invoice", "place"))
    ]


async def test_a_dry_run_leaves_nothing(scratch):
    async with scratch(18, FLAT) as url:
        before = await everything(url)
        connection = await asyncpg.connect(url, statement_cache_size=0)

        outcome = await relocate(connection, parse(PLAN), PLAN)
        await connection.close()

        assert "alter table public.orders set schema sales" in outcome.statements
        assert (outcome.bodies, len(outcome.rewrites)) == (17, 16)
        assert await everything(url) == before


async def test_only_names_are_rewritten(scratch):
    async with scratch(18, FLAT) as url:
        source = "select prosrc from pg_proc where proname = 'place_order'"
        before = (await ask(url, source))[0][0]

        await applied(url, PLAN)

        after = (await ask(url, source))[0][0]
        assert after != before
        assert after.replace("sales.", "").replace("events.", "") == before.replace("public.", "")


async def test_names_that_mean_something_else_stay(scratch):
    sql = """
        create table orders (id bigint primary key, note text);
        create table notes (id bigint, orders text);
        create function shadow() returns bigint language sql
            as 'with orders as (select 1 as id) select id from orders';
        create function columns() returns text language plpgsql as $$
            declare orders text := 'x';
            begin return orders || (select max(notes.orders) from notes); end
        $$;
    """
    async with scratch(18, sql) as url:
        outcome, _ = await applied(url, plan_of("orders"))

        assert outcome.rewrites == ()
        assert await ask(url, "select shadow()") == [(1,)]


async def test_fields_of_a_row_of_no_declared_shape_have_the_types_of_its_query(scratch):
    sql = """
        create table orders (id bigint, doc jsonb); insert into orders values (1, '{"k": "1"}'), (2, '{"k": "1"}');
        create function f(lowest integer) returns bigint language plpgsql as $$
        declare r record; total bigint := 0;
        begin
            for r in select o.doc, o.id from orders o where o.id >= lowest loop
                total := total + (select count(*) from orders where doc->>'k' = r.doc->>'k' and id < r.id);
            end loop;
            select count(*) as many, (array_agg(doc))[1] as doc into r from orders;
            return total + (select r.many from orders where doc->'k' = r.doc->'k' limit 1);
        end $$;
    """
    async with scratch(18, sql) as url:
        outcome, _ = await applied(url, plan_of("orders"))

        assert [one.places for one in outcome.rewrites] == [4]
        assert await ask(url, "select f(1)") == [(3,)]


async def test_options_of_a_body_are_passed(scratch):
    sql = """
        create table orders (id bigint); insert into orders values (4);
        create function f(id bigint) returns bigint language plpgsql as $$
        #variable_conflict use_column
        #print_strict_params on
        begin return (select max(id) from orders); end $$;
    """
    async with scratch(18, sql) as url:
        await applied(url, plan_of("orders"))

        assert await ask(url, "select f(1)") == [(4,)]


async def test_procedures_that_are_called_are_found_again(scratch):
    sql = """
        create table orders (id bigint);
        create procedure add(which bigint, twice boolean default false) language plpgsql as $$
            begin insert into orders values (which); if twice then call add(which => which + 1); end if; end $$;
        create function latest() returns bigint language sql as 'select max(id) from orders';
        create procedure all_of() language sql as $$ call public.add(1, true); call add(latest()) $$;
    """
    async with scratch(18, sql) as url:
        await applied(url, plan_of("orders") + "functions = ['add', 'latest']\n")
        await run(url, "call all_of()")

        assert await ask(url, "select id from sales.orders order by 1") == [(1,), (2,), (2,)]


async def test_a_function_of_several_triggers_means_the_same_for_each(scratch):
    sql = """
        create table orders (id bigint, note text); create table items (note text, id bigint, extra text);
        create table log (what text);
        create function f() returns trigger language plpgsql as $$
        begin
            if tg_table_name = 'items' then insert into log select new.extra; end if;
            insert into log select new.note where exists (select from orders where orders.id = new.id);
            return new;
        end $$;
        create trigger t before insert on orders for each row execute function f();
        create trigger t before insert on items for each row execute function f();
    """
    async with scratch(18, sql) as url:
        await applied(url, plan_of("orders", "log"))
        await run(url, "insert into sales.orders values (1, 'a'); insert into items values ('b', 1, 'c')")

        assert await ask(url, "select what from sales.log order by 1") == [("b",), ("c",)]


async def test_a_body_that_never_meant_what_moves_is_left_alone(scratch):
    sql = """
        create table orders (id bigint); create schema other; create table other.orders (id bigint);
        create function f() returns bigint language sql as 'select count(*) from orders';
    """
    async with scratch(18, sql) as url:
        outcome, _ = await applied(url, plan_of("orders", more="search_path = 'other, public'"))

        assert (outcome.rewrites, outcome.proved) == ((), 1)


RIGHTS = """
select c.privilege_type, array_agg(c.column_name order by c.column_name) from information_schema.role_column_grants c
 where c.table_schema = 'public' and c.grantee = 'PUBLIC' group by 1 order by 1
"""


async def test_views_bridge_the_former_names(scratch, version):
    sql = """
        create table orders (id bigserial primary key, who text default current_user, note text);
        alter table orders enable row level security;
        create policy own on orders using (who = current_user);
        create function f() returns bigint language sql as 'select count(*) from orders';
        grant select, insert on orders to public;
        grant update (note) on orders to public;
        grant usage on sequence orders_id_seq to public;
    """
    async with scratch(version, sql) as url:
        before = await everything(url)

        outcome, undo = await applied(url, plan_of("orders", more="compatibility_views = true"))

        assert [one.places for one in outcome.rewrites] == [1]
        assert await ask(url, "select reloptions from pg_class where oid = 'public.orders'::regclass") == [
            (["security_invoker=true"],)
        ]
        assert await ask(url, RIGHTS) == [
            ("INSERT", ["id", "note", "who"]), ("SELECT", ["id", "note", "who"]), ("UPDATE", ["note"]),
        ]  # fmt: skip
        await run(url, "insert into sales.orders (who, note) values ('somebody else', 'hidden')")
        async with a_login(url) as login:
            await run(login, "insert into orders (note) values ('through the view'); update orders set note = 'twice'")
            assert await ask(login, "select note from orders") == [("twice",)]
        await run(url, "truncate sales.orders restart identity")

        await undone(url, undo)

        assert await everything(url) == before


async def test_a_lock_that_is_not_had_leaves_nothing(scratch):
    async with scratch(18, FLAT) as url:
        before = await everything(url)
        other = await asyncpg.connect(url)
        await other.execute("begin; select * from tickets")

        with pytest.raises(asyncpg.LockNotAvailableError):
            await applied(url, PLAN, lock_seconds=0.2)

        await other.close()
        assert await everything(url) == before


async def test_a_failure_in_the_middle_leaves_nothing(scratch):
    trap = """
        create function trap() returns event_trigger language plpgsql as $$
        begin
            if exists (select from pg_event_trigger_ddl_commands() c where c.object_identity = 'sales.tickets') then
                raise exception 'not the tickets';
            end if;
        end $$;
        create event trigger trap on ddl_command_end execute function trap();
    """
    async with scratch(18, FLAT + trap) as url:
        before = await everything(url)

        with pytest.raises(asyncpg.RaiseError, match="not the tickets"):
            await applied(url, PLAN.replace("accept = []", "accept = ['trap()']"))

        assert await everything(url) == before


async def test_undoing_refuses_what_somebody_changed_since(scratch):
    function = "create or replace function f() returns bigint language sql as "
    sql = f"create table orders (id bigint); {function} 'select count(*) from orders'"
    async with scratch(18, sql) as url:
        _, undo = await applied(url, plan_of("orders"))
        await run(
            url, "create or replace function f() returns bigint language sql as 'select 2 * count(*) from sales.orders'"
        )

        with pytest.raises(NotMovable, match="has been written anew since the move"):
            await undone(url, undo)

        assert await ask(url, "select to_regclass('sales.orders') is not null") == [(True,)]


async def test_undoing_leaves_a_schema_that_is_used(scratch):
    async with scratch(18, "create table orders (id bigint)") as url:
        _, undo = await applied(url, plan_of("orders"))
        await run(url, "create table sales.later (id bigint)")

        outcome = await undone(url, undo)

        assert outcome.notes == ("schema sales stays: later has been made in it since",)
        assert await ask(
            url, "select to_regclass('public.orders') is not null, to_regclass('sales.later') is not null"
        ) == [(True, True)]


async def test_an_owner_who_is_no_superuser_may_move_what_is_his(scratch, version):
    sql = """
        create table orders (id bigserial primary key, note text);
        create function f(a orders) returns bigint language plpgsql as $$
            declare b orders; begin select * into b from orders where id = a.id; return b.id; end $$;
        create view v as select * from orders;
    """
    hidden = "create schema hidden; create table hidden.secrets (id bigserial); revoke all on schema public from public"
    async with (
        scratch(version, hidden) as url,
        a_login(url, grants="grant create on schema public to {login}") as login,
    ):
        name = login.partition("//")[2].partition(":")[0]
        await run(url, f"grant usage on schema public to {name} with grant option")
        await run(url, f"grant create, temporary on database {url.rpartition('/')[2]} to {name}")
        await run(login, sql)
        before = await everything(url)
        plan = plan_of("orders", more="compatibility_views = true") + "functions = ['f']\nviews = ['v']\n"

        _, undo = await applied(login, plan)
        await run(login, "insert into orders (note) values ('a')")
        assert await ask(login, "select sales.f(o) from sales.orders o") == [(1,)]
        await undone(login, undo)

        assert await everything(url) == before


async def test_whoever_could_look_into_the_old_schema_can_look_into_the_new_one(scratch):
    sql = "create schema flat; create table flat.orders (id bigint);"
    async with scratch(18, f"{sql} grant usage on schema flat to pg_monitor with grant option") as url:
        await applied(url, plan_of("orders", more="from = 'flat'"))

        rights = """
            select has_schema_privilege('pg_monitor', 'sales', 'usage with grant option'),
                   has_schema_privilege('pg_read_all_stats', 'sales', 'usage')
        """
        assert await ask(url, rights) == [(True, False)]
