"""Named parameters become numbers, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.db.sql import compile_query, parse

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "sql", "parameters"),
    [
        ("select :a, :b, :a", "select $1, $2, $1", ("a", "b")),
        ("select ':a', \":b\", :c", "select ':a', \":b\", $1", ("c",)),
        ("select 'it''s :a', :b", "select 'it''s :a', $1", ("b",)),
        ("select x::text, :x::uuid", "select x::text, $1::uuid", ("x",)),
        ("select 1 -- :no\n, :yes", "select 1 -- :no\n, $1", ("yes",)),
        ("select /* :no\n :never */ :yes", "select /* :no\n :never */ $1", ("yes",)),
        ("select a[1:2];", "select a[1:2]", ()),
        ("  select 1;\n", "select 1", ()),
    ],
)
def test_compiled_by_hand(text, sql, parameters):
    query = compile_query("t.q", text)

    assert (query.sql, query.parameters) == (sql, parameters)


@given(st.lists(NAMES, min_size=1, max_size=12))
async def test_postgresql_binds_each_name_to_its_value(sql, names):
    query = compile_query("t.q", "select array[" + ", ".join(f":{name}::text" for name in names) + "]")

    assert await sql.fetchval(query.sql, *query.parameters) == names


def test_a_file_gives_its_queries_by_name():
    queries = parse("-- words before\n-- name: one\nselect 1;\n\n-- name: two\n-- why\nselect :x;\n", prefix="t.")

    assert {name: (query.name, query.sql) for name, query in queries.items()} == {
        "one": ("t.one", "select 1"),
        "two": ("t.two", "-- why\nselect $1"),
    }


def test_a_name_stands_once():
    with pytest.raises(ValueError, match=r"query t\.one is defined twice"):
        parse("-- name: one\nselect 1;\n-- name: one\nselect 2;", prefix="t.")
