"""What is broken is named, exactly that and nothing else, and no longer when it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.schema.reporting.asking import attention, leaves, report_of
from tests.schema.servers import run

SHOP = (Path(__file__).parent / "shop.sql").read_text()
LINES = "shop.lines lines_order_id_fkey"
OUT = "→ shop.orders (order_id) by lines_order_id_fkey"
ANEW = "alter table shop.lines drop constraint lines_order_id_fkey, add constraint lines_order_id_fkey"
PLANTED = {
    "a row loses its parent while keys are off": (
        "set session_replication_role = replica; insert into shop.lines values (99, 999), (98, 999)",
        "delete from shop.lines where order_id = 999",
        [("fk", OUT, "violated")],
    ),
    "a foreign key is not valid": (
        f"{ANEW} foreign key (order_id) references shop.orders not valid",
        "alter table shop.lines validate constraint lines_order_id_fkey",
        [("fk-invalid", LINES, "missing")],
    ),
    "the triggers of a foreign key are off": (
        "alter table shop.lines disable trigger all",
        "alter table shop.lines enable trigger all",
        [("fk-invalid", LINES, "missing"), ("fk-invalid", "shop.notes notes_line_id_fkey", "missing")],
    ),
    "a check was never asked of older rows": (
        "alter table shop.orders add constraint small check (total < 29) not valid",
        "alter table shop.orders drop constraint small",
        [("check-invalid", "shop.orders small", "violated")],
    ),
    "a trigger is off": (
        "alter table shop.orders disable trigger orders_touched",
        "alter table shop.orders enable trigger orders_touched",
        [("trigger-off", "shop.orders orders_touched", "missing")],
    ),
    "a polymorphic row points nowhere": (
        "update shop.notes set about_id = 777 where id = 4",
        "update shop.notes set about_id = 4 where id = 4",
        [("polymorphic", "type 'Order' → shop.orders (id)", "violated")],
    ),
    "a polymorphic row has the wrong type": (
        "update shop.notes set about_type = 'Order', about_id = 59 where id = 3",
        "update shop.notes set about_type = 'Line', about_id = 3 where id = 3",
        [("polymorphic", "type 'Order' → shop.orders (id)", "violated")],
    ),
    "a polymorphic row has a type that is no table": (
        (
            "alter table shop.notes drop constraint notes_about_type_check; "
            "update shop.notes set about_type = 'Ghost' where id = 3"
        ),
        (
            "update shop.notes set about_type = 'Line' where id = 3; "
            "alter table shop.notes add check (about_type in ('Order', 'Line'))"
        ),
        [("polymorphic", "type 'Ghost'", "unchecked")],
    ),
    "half of a polymorphic pair is there": (
        "update shop.notes set about_type = null where id = 3",
        "update shop.notes set about_type = 'Line' where id = 3",
        [("polymorphic-half", "a type without an id, or an id without a type", "violated")],
    ),
    "an exclusive arc has two": (
        (
            "alter table shop.notes drop constraint notes_one; update shop.notes set line_id = 1 where id = 2; "
            "alter table shop.notes add constraint notes_one check (num_nonnulls(order_id, line_id) = 1) not valid"
        ),
        "update shop.notes set line_id = null where id = 2; alter table shop.notes validate constraint notes_one",
        [
            ("arc", "exclusive arc shop.notes: one of order_id, line_id", "violated"),
            ("check-invalid", "shop.notes notes_one", "violated"),
        ],
    ),
    "row-level security is off": (
        "alter table shop.lines disable row level security",
        "alter table shop.lines enable row level security",
        [("rls-off", "shop.lines", "missing")],
    ),
    "a table has no policy": (
        "drop policy readers on shop.lines",
        "create policy readers on shop.lines for select to pg_read_all_data using (true)",
        [("rls-no-policy", "shop.lines", "missing")],
    ),
    "a policy lets everybody through": (
        "create policy open on shop.lines using (true)",
        "drop policy open on shop.lines",
        [("policy-everybody", "shop.lines open", "violated")],
    ),
    "a policy lets everybody write": (
        "create policy open on shop.lines for insert with check (true)",
        "drop policy open on shop.lines",
        [("policy-everybody", "shop.lines open", "violated")],
    ),
    "no policy binds the owner": (
        "alter table shop.lines no force row level security",
        "alter table shop.lines force row level security",
        [("rls-not-forced", "owner postgres", "missing")],
    ),
    "a definer has no search_path": (
        "alter function shop.total reset search_path",
        "alter function shop.total set search_path = ''",
        [("definer-path", "shop.total()", "violated")],
    ),
    "everybody may run a definer": (
        "grant execute on function shop.total to public",
        "revoke execute on function shop.total from public",
        [("definer-public", "shop.total()", "violated")],
    ),
    "a view reads as its owner": (
        "alter view shop.order_list reset (security_invoker)",
        "alter view shop.order_list set (security_invoker = on)",
        [("view-definer", "shop.order_list", "violated")],
    ),
    "a view over a view reads as its owner": (
        "create view shop.sums as select sum(total) from shop.order_list",
        "drop view shop.sums",
        [("view-definer", "shop.sums", "violated")],
    ),
    "a materialized view keeps rows for everybody": (
        "create materialized view shop.sums as select sum(total) from shop.orders",
        "drop materialized view shop.sums",
        [("view-definer", "shop.sums", "violated")],
    ),
    "a month has no partition": (
        (
            "create table shop.visits_04 partition of shop.visits for values from ('2024-04-01') to ('2024-05-01'); "
            "alter table shop.visits_04 enable row level security"
        ),
        "drop table shop.visits_04",
        [("partition-gap", "shop.visits", "missing")],
    ),
    "a row is in the default partition": (
        "insert into shop.visits values ('2030-01-01', 1)",
        "delete from shop.visits where at = '2030-01-01'",
        [("partition-default", "shop.visits_rest", "violated")],
    ),
    "partitions lack an index": (
        "create index visits_01_by_day on shop.visits_01 (at)",
        "drop index shop.visits_01_by_day",
        [("partition-index", "shop.visits_02", "missing"), ("partition-index", "shop.visits_rest", "missing")],
    ),
    "partitions lack a foreign key": (
        "alter table shop.visits_01 add constraint own foreign key (order_id) references shop.orders",
        "alter table shop.visits_01 drop constraint own",
        [("partition-key", "shop.visits_02", "missing"), ("partition-key", "shop.visits_rest", "missing")],
    ),
    "a partition is not protected": (
        "alter table shop.visits_02 disable row level security",
        "alter table shop.visits_02 enable row level security",
        [("partition-rls", "shop.visits_02", "missing")],
    ),
    "a foreign key has no index": (
        "drop index shop.lines_by_order",
        "create index lines_by_order on shop.lines (order_id)",
        [("index-missing", "shop.lines (order_id)", "missing")],
    ),
    "two indexes are the same": (
        "create index again on shop.lines (order_id)",
        "drop index shop.again",
        [("index-duplicate", "shop.lines_by_order on shop.lines", "violated")],
    ),
    "an index is broken": (
        "update pg_index set indisvalid = false where indexrelid = 'shop.visits_by_order'::regclass",
        "update pg_index set indisvalid = true where indexrelid = 'shop.visits_by_order'::regclass",
        [
            ("index-invalid", "shop.visits_by_order on shop.visits", "violated"),
            ("index-missing", "shop.visits (order_id)", "missing"),
        ],
    ),
    "a table stands alone": (
        (
            "create table shop.spare (id integer primary key); alter table shop.spare enable row level security, "
            "force row level security; create policy readers on shop.spare to pg_read_all_data using (true)"
        ),
        "drop table shop.spare",
        [("alone", "shop.spare", "missing")],
    ),
}


@pytest.fixture(scope="module")
async def shop(scratch):
    async with scratch(18, SHOP) as url:
        yield url


@pytest.mark.parametrize("name", PLANTED)
async def test_what_is_planted_is_named_and_nothing_else(shop, name):
    plant, mend, named = PLANTED[name]
    assert attention(await report_of(shop)) == []

    await run(shop, plant)
    broken = attention(await report_of(shop))
    await run(shop, mend)

    assert broken == named
    assert attention(await report_of(shop)) == []


async def test_a_foreign_key_that_is_gone_leaves_a_relation_that_only_its_name_tells_of(shop):
    await run(shop, "alter table shop.lines drop constraint lines_order_id_fkey")
    found = await report_of(shop)
    await run(shop, "alter table shop.lines add foreign key (order_id) references shop.orders")

    [line] = leaves(found, check="implied")
    assert (line.subject, line.status, line.examined) == ("shop.lines.order_id -> shop.orders.id", "holds", 60)
    assert leaves(await report_of(shop), check="implied") == []


async def test_an_orphan_is_told_with_its_key_and_the_query_that_finds_it(shop):
    await run(shop, "set session_replication_role = replica; insert into shop.lines values (99, 999), (98, 999)")
    found = await report_of(shop)
    await run(shop, "delete from shop.lines where order_id = 999")

    [line] = [one for one in leaves(found, check="fk") if one.status == "violated"]
    assert (line.said, line.violations, line.examined) == ("violated (2 rows, e.g. 98; 99)", 2, 62)
    assert "foreign key lines_order_id_fkey" in line.evidence
    assert "not exists (select from shop.orders p where p.id = c.order_id)" in line.evidence
    assert found.verdict.word == "broken"


async def test_an_index_that_nothing_read_is_advice_and_never_a_verdict(shop):
    await run(shop, "create index unread on shop.orders (total)")
    unused = leaves(await report_of(shop), check="index-unused")
    await run(shop, "drop index shop.unread")

    assert "shop.unread on shop.orders" in {one.subject for one in unused}
    assert {(one.status, one.advice) for one in unused} == {("unchecked", True)}


async def test_a_database_in_order_holds_and_its_unenforced_pair_keeps_it_from_being_proved(shop):
    found = await report_of(shop)

    assert found.verdict.word == "unenforced"
    assert found.verdict.says == "All 8 relations hold today; 2 are enforced by nothing."


async def test_without_it_everything_is_proved(scratch):
    async with scratch(18, f"{SHOP}; alter table shop.notes drop column about_type, drop column about_id") as url:
        found = await report_of(url)

    assert found.verdict.word == "proved"
    assert found.verdict.says == "All 6 relations are enforced, and their rows agree."


async def test_relations_without_a_row_are_not_proved(scratch):
    sql = "create table a (id int primary key); create table b (id int primary key, a_id int references a)"
    async with scratch(18, sql) as url:
        found = await report_of(url)

    assert found.verdict.word == "not proved"
    assert found.verdict.says == "Nothing was found wrong, but not one of the 1 relations has a row."


async def test_a_foreign_key_that_is_not_enforced_is_named_since_18(scratch):
    sql = f"{SHOP};{ANEW} foreign key (order_id) references shop.orders not enforced"
    async with scratch(18, sql) as url:
        found = await report_of(url)

    [line] = leaves(found, check="fk-invalid")
    assert (line.subject, line.why) == (LINES, "NOT ENFORCED")
