"""A catalog under other names, proved against what PostgreSQL itself says after it moved the things."""

from __future__ import annotations

import asyncpg
import pytest
from tests.schema.comparing.planting import BEFORE
from tests.schema.comparing.test_compare import told

from showground.kit.faults import Invalid
from showground.schema.catalog.read import read
from showground.schema.comparing.compare import compare
from showground.schema.comparing.renaming import Names, renamed
from showground.schema.comparing.types import Difference

MORE = """
    grant usage on schema app to public;
    create table app.tags (id serial primary key, kept app.status[] default '{paid}', orders app.orders);
    create view app.counted as
        select o.status, count(*), nextval('app.numbers'::regclass) as number, app.total(max(o.buyer_id))
          from app.orders o join app."Line Items" l on l.order_id = o.id group by o.status;
    create materialized view app.kept as select * from app.counted with no data;
    create function app.doubled(app.orders, app.status default 'open') returns setof app.orders language sql
        begin atomic select * from app.orders o where o.status = $2; end;
    create function app.doubled(text) returns text language sql as 'select $1';
    create policy through on app.orders for update
        using (exists (select from app.buyers b where b.id = orders.buyer_id and app.total(b.id) > 0));
"""
RENAMED = {
    "app.orders": "shop.orders",
    "app.buyers": "people.buyers",
    'app."Line Items"': 'shop."Line Items"',
    "app.tags": "shop.tags",
    "app.counted": "shop.counted",
    "app.kept": '"Odd Names".kept',
    "app.numbers": "people.numbers",
    "app.status": "people.status",
    "app.cents": "shop.cents",
    "app.total(bigint)": "shop.total(bigint)",
    "app.stamp()": "people.stamp()",
    "app.doubled(app.orders,app.status)": "shop.doubled",
    "app.doubled(text)": "shop.doubled",
}
TABLES = ("app.orders", "app.buyers", 'app."Line Items"', "app.tags")
WORDS = {
    **dict.fromkeys(TABLES, "table"),
    "app.counted": "view",
    "app.kept": "materialized view",
    "app.numbers": "sequence",
    "app.status": "type",
    "app.cents": "domain",
}
MOVE = "create schema shop; create schema people; grant usage on schema shop, people to public;" + "".join(
    f"alter {WORDS.get(old, 'function')} {old} set schema {new.partition('.')[0]};"
    for old, new in sorted(RENAMED.items(), key=lambda pair: "(" not in pair[0])
)


@pytest.fixture
async def planted(scratch, version):
    async with scratch(version, BEFORE + MORE) as url:
        connection = await asyncpg.connect(url)
        yield connection
        await connection.close()


async def test_after_a_move_nothing_is_otherwise_but_the_function_that_names_its_tables_in_a_string(planted):
    before = await read(planted)
    await planted.execute(MOVE)
    moved = await read(planted)

    assert told(compare(before, moved, rename=RENAMED)) == [
        ("changed", "routine", "", "shop.total(bigint)", "definition")
    ]

    await planted.execute(
        "create or replace function shop.total(buyer bigint) returns bigint language sql stable"
        " as 'select coalesce(sum(amount), 0)::bigint from shop.orders where buyer_id = buyer'"
    )
    mended = await read(planted)
    assert compare(before, mended, rename=RENAMED) == Difference(())
    assert len(compare(before, mended).changes) > 30


async def test_what_was_not_to_move_or_moved_elsewhere_is_seen(planted):
    before = await read(planted)
    await planted.execute('alter sequence app.numbers set schema "Odd Names"')

    elsewhere = told(compare(before, await read(planted), rename={"app.numbers": "app.figures"}))

    assert [(fate, kind, name) for fate, kind, _, name, _ in elsewhere] == [
        ("changed", "view", "app.counted"),
        ("added", "sequence", '"Odd Names".numbers'),
        ("lost", "sequence", "app.figures"),
    ]


async def test_a_name_that_is_none_is_refused(planted):
    with pytest.raises(Invalid, match=r"There is no app\.nothing, app\.total\(text\)"):
        renamed(await read(planted), {"app.nothing": "shop.nothing", "app.total(text)": "shop.total"})


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("select a.b, o.c from a.b o", "select x.b, o.c from x.b o"),
        ("select 'a.b', 'a.b'::regclass, '''a.b''' -- a.b", "select 'a.b', 'x.b'::regclass, '''a.b''' -- a.b"),
        ("a.b(1) a.b (2) references a.b(id)", "y.b(1) x.b (2) references x.b(id)"),
        ("a.c(1), 'a.c(integer)'::regprocedure", "a.c(1), 'y.c(integer)'::regprocedure"),
        ('A . B, "a"."b", "A".b', 'x.b, x.b, "A".b'),
        ("t.a.b, (r).a.b, a.b.c", "t.a.b, (r).a.b, x.b.c"),
        ("E'it\\'s a.b' /* a.b */ a.b", "E'it\\'s a.b' /* a.b */ x.b"),
        ("$q$ select a.b $q$", "$q$ select x.b $q$"),
    ],
)
def test_names_are_replaced_where_they_are_names(sql, shown):
    names = Names({"a.b": "x.b", "a.b(int)": "y.b(int)", "a.c(integer)": "y.c", "a.c(text)": "z.c"})

    assert names.text(sql) == shown
