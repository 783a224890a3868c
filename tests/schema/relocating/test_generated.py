"""Generated schemas: whatever moves where, every function says what it said, and the way back leaves no trace."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.budget import pick
from tests.schema.relocating.journeys import applied, everything, undone

NAMES = ["users", "orders", "Items", "order", "event_logs", "ticket $1", "país", "select", "a", "x_1"]
HOMES = ["one", '"Two"', "three"]
READS = {  # how a function may read a table: {t} as it stands in public, {q} with its schema, {n} is its number
    "plain": "language sql as $$ select count(*) + {n} from {t} $$",
    "whole": "language sql as $$ select coalesce(sum({t}.id), 0)::bigint + {n} from {q} $$",
    "alias": "language sql stable as $$ select count(a.*) + {n} from {t} a left join {u} b on b.id = a.id $$",
    "path": "language sql set search_path = public as $$ select max(id) from {t} where id in (select id from {u}) $$",
    "closed": "language sql set search_path = '' as $$ select max(id) from {q} $$",
    "row": """language plpgsql as $$ declare one {t}%rowtype; many {q}.id%type; begin
        for one in select * from {t} order by id loop many := coalesce(many, 0) + one.id; end loop;
        return many + {n}; end $$""",
    "record": """language plpgsql as $$ declare r record; said bigint := 0; begin -- not {t} but
        for r in select t.id, 'it''s {n}' as note from {q} t loop
            said := said + r.id + (select count(*) from {u} where id = r.id);
        end loop;
        return said; end $$""",
    "state": "language sql as $$ select count(*) from {t} where state in ('new'::mood, 'old'::public.mood) $$",
    "shadow": "language sql as $$ with {t} as (select {n} as id) select {t}.id::bigint from {t} $$",
    "name": "language sql as $$ select '{q}'::regclass::oid::bigint $$",
    "exists": """language plpgsql as $body$ begin if exists (select from only {t}) then return {n};
        else return (select count(*) from {u}); end if; exception when division_by_zero then return 0; end $body$""",
}


class Flat(msgspec.Struct):
    """A flat database and a plan."""

    tables: list[str]
    keys: list[tuple[int, int]]
    reads: list[tuple[str, int, int]]
    homes: dict[str, str]
    mood: str | None


@st.composite
def flats(draw):
    """Tables, foreign keys among them, functions that read them, and where each table goes, if anywhere."""
    tables = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True))
    places = st.integers(0, len(tables) - 1)
    homes = {name: draw(st.sampled_from([None, *HOMES])) for name in tables}
    homes[tables[0]] = draw(st.sampled_from(HOMES))
    reads = draw(st.lists(st.tuples(st.sampled_from(sorted(READS)), places, places), min_size=1, max_size=8))
    keys = draw(st.lists(st.tuples(places, places), max_size=5, unique=True))
    kept = {name: home for name, home in homes.items() if home}
    return Flat(tables, keys, reads, kept, draw(st.sampled_from([None, *HOMES])))


def quoted(name):
    """A name as SQL writes it, on the safe side or in its plainest form."""
    return (
        name
        if name.isascii() and name.islower() and name.isidentifier() and name not in {"order", "select"}
        else f'"{name}"'
    )


def sql_of(flat):
    """What makes a flat database."""
    lines = ["create type mood as enum ('new', 'old');"]
    for name in flat.tables:
        lines.append(f"create table {quoted(name)} (id bigserial primary key, ref bigint, state mood default 'new');")
        lines.append(f"insert into {quoted(name)} (ref) values (1), (2);")
    for child, parent in flat.keys:
        t, u = quoted(flat.tables[child]), quoted(flat.tables[parent])
        lines.append(f"alter table {t} add constraint k{child}_{parent} foreign key (ref) references {u} (id);")
        lines.append(f"create view v{child}_{parent} as select c.id, p.state from {t} c join {u} p on p.id = c.ref;")
    for number, (read, one, other) in enumerate(flat.reads):
        t, u = quoted(flat.tables[one]), quoted(flat.tables[other])
        body = READS[read].format(t=t, q=f"public.{t}", u=u, n=number)
        lines.append(f"create function read_{number}() returns bigint {body};")
    return "\n".join(lines)


def plan_for(flat):
    """The plan's text."""
    parts = []
    for home in HOMES:
        names = [quoted(name) for name, where in flat.homes.items() if where == home]
        types = "types = ['mood']" if flat.mood == home else ""
        if names or types:
            parts.append(f"[schemas.{home}]\ntables = [{', '.join(repr(name) for name in names)}]\n{types}")
    return "\n".join(parts)


async def said(url, flat):
    """What every function says, and what every view shows."""
    connection = await asyncpg.connect(url)
    calls = [f"select read_{number}()" for number in range(len(flat.reads))]
    views = [f"select array_agg(v.id order by v.id) from v{child}_{parent} v" for child, parent in flat.keys]
    found = [await connection.fetchval(one) for one in [*calls, *views]]
    await connection.close()
    return found


@pytest.mark.timeout(pick(short=300, soak=7200))
@given(flat=flats())
@settings(max_examples=pick(short=6, soak=300))
async def test_whatever_moves_everything_says_what_it_said(scratch, flat):
    async with scratch(18, sql_of(flat)) as url:
        before, answers = await everything(url), await said(url, flat)

        outcome, undo = await applied(url, plan_for(flat))

        assert [one for one in outcome.inventory if not one.same] == []
        assert await said(url, flat) == answers
        moved = {table["name"] for table in (await everything(url))["tables"]}
        assert {f"{home}.{quoted(name)}" for name, home in flat.homes.items()} <= moved

        await undone(url, undo)

        assert await everything(url) == before
        assert await said(url, flat) == answers
