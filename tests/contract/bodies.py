"""Asks PostgreSQL whether the body of every function of ours means something against the catalog as it is."""

from __future__ import annotations

import asyncpg
from tests.contract.plpgsql import TRIGGER_VARIABLES, Reader

FUNCTIONS = """
select p.oid, p.oid::regprocedure::text as name, l.lanname as language, p.prosrc as body,
       coalesce(p.proargnames, '{}') as names,
       array(select format_type(t, null)
               from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as u (t, i)
              order by i) as types,
       array(select t.tgrelid::regclass::text from pg_trigger t
              where t.tgfoid = p.oid and t.tgparentid = 0 order by 1) as tables,
       array(select distinct format('%s %s', r.name, t.tgrelid::regclass)
               from pg_trigger t cross join unnest(array[t.tgnewtable, t.tgoldtable]) as r (name)
              where t.tgfoid = p.oid and t.tgparentid = 0 and r.name is not null) as transitions,
       p.prorettype = 'trigger'::regtype as triggers
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
 where n.nspname = any($1)
 order by 2
"""


async def unresolved(connection, schemas):
    """Return what PostgreSQL says of each function that no longer resolves, and how many pieces were asked about.

    Args:
        connection: Somebody who may use all types; nothing is changed.
    """
    wrong: dict[str, str] = {}
    asked = 0
    for function in await connection.fetch(FUNCTIONS, schemas):
        pieces = list(_questions(function))
        asked += len(pieces)
        if await _complaint(connection, "; ".join(wordings[0] for wordings in pieces)) is None:
            continue
        for wordings in pieces:
            complaints = [await _complaint(connection, wording) for wording in wordings]
            if None not in complaints:
                wrong.setdefault(function["name"], complaints[0])
    return wrong, asked


def _questions(function):
    """Yield each piece as one statement, for a trigger's function as one for each of its tables: one must resolve."""
    if function["language"] == "sql":
        yield [f"select pg_catalog.fmgr_sql_validator({function['oid']})"]
        return
    reader = Reader(function["body"])
    rows_of_statement = "".join(_stand_in(*one.split()) for one in function["transitions"])
    given = {name: kind for name, kind in zip(function["names"], function["types"], strict=False) if name}
    for number, piece in enumerate(reader.pieces):
        wordings = []
        for table in function["tables"] or [None]:
            rows = {"new": table, "old": table} if table else {}
            more = TRIGGER_VARIABLES if function["triggers"] else {}
            variables = {**given, **more, **rows, **reader.variables}
            parameters = ", ".join(f'"{name}" {kind}' for name, kind in variables.items())
            wordings.append(
                f"{rows_of_statement}create function pg_temp.probe_{number}({parameters}) returns void "
                f"language sql as $probe$ {piece} $probe$"
            )
        yield wordings


def _stand_in(name, table):
    """Return what makes a view of a transition table's name, which exists only while its trigger runs."""
    return f"drop view if exists pg_temp.{name}; create temp view {name} as select * from {table}; "


async def _complaint(connection, question):
    work = connection.transaction()
    await work.start()
    try:
        await connection.execute(f"set local search_path = ''; set local check_function_bodies = on; {question}")
    except asyncpg.PostgresError as error:
        return f"{error}: {question}"
    finally:
        await work.rollback()
    return None
