"""`showground check`: what must never be true of the rows, asked of all of them by somebody whom no policy binds."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

import asyncpg
import msgspec

from showground.db.layout import SCHEMAS
from showground.db.sql import Query, parse
from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from typing import TypeAlias

    from asyncpg.pool import PoolConnectionProxy

    from showground.db.tx import Database

    Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy

MOST_SHOWN = 20  # violations printed per invariant
_OVER = re.compile(r"^-- name: (\w+)\n(?:-- .*\n)*?-- over: (.+)$", re.MULTILINE)
ORPHANS = "orphans"
UNSEEN = """
select c.oid::regclass::text
  from pg_class c
 where c.relnamespace::regnamespace::text = any($1) and c.relkind in ('r', 'p') and not c.relispartition
   and c.relrowsecurity
   and (exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive)
        or not exists (select from pg_policy p
                        where p.polrelid = c.oid and p.polcmd in ('r', '*') and p.polroles @> array[$2::regrole::oid]
                          and pg_get_expr(p.polqual, p.polrelid) = 'true'))
 order by 1
"""
KEYS = """
select k.conname::text as name, k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent,
       array(select quote_ident(a.attname) from unnest(k.conkey) with ordinality u (n, i)
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by i) as columns,
       array(select quote_ident(a.attname) from unnest(k.confkey) with ordinality u (n, i)
               join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by i) as parent_columns
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
 where k.contype = 'f' and k.conparentid = 0 and c.relnamespace::regnamespace::text = any($1)
 order by 2, 1
"""


class Violation(NamedTuple):
    """A row that must not be, and why."""

    subject: str
    detail: str


class Verdict(msgspec.Struct, frozen=True):
    """What came of an invariant: rows examined, violations, or why it could not be verified."""

    name: str
    examined: int
    violations: list[Violation]
    unverifiable: str = ""

    @property
    def holds(self) -> bool:
        """Whether all rows were seen and none of them violates it."""
        return not self.violations and not self.unverifiable


class Invariant(msgspec.Struct, frozen=True):
    """A question that must have no answer, and what it is asked of."""

    query: Query
    over: str


def invariants() -> dict[str, Invariant]:
    """Return every invariant by its name, without those that are made from the catalog's keys."""
    text = (resources.files(__package__) / "invariants.sql").read_text(encoding="utf-8")
    over = {match[1]: match[2] for match in _OVER.finditer(text)}
    return {name: Invariant(query, over[name]) for name, query in parse(text).items()}


async def check(owner_url: str, *, patience: timedelta = timedelta(minutes=10)) -> list[Verdict]:
    """Ask every invariant in one snapshot, with `row_security` off: what a policy would filter is an error, not a pass.

    Args:
        owner_url: A login that no policy binds: the owner of the tables, or one with BYPASSRLS.
        patience: How long facts and notices may wait for the worker.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("begin isolation level repeatable read, read only; set local row_security = off")
        return await verdicts_in(connection, patience=patience)
    finally:
        await connection.close()


async def check_as_service(db: Database, *, patience: timedelta = timedelta(minutes=10)) -> list[Verdict]:
    """Ask every invariant in one snapshot as the service, after the catalog proved that no policy hides a row from it.

    Raises:
        Unavailable: a policy might; the verdicts would prove nothing.
    """
    async with db.snapshot() as connection:
        hidden = [row[0] for row in await connection.fetch(UNSEEN, list(SCHEMAS), "service_role")]
        if hidden:
            raise Unavailable(f"A policy may hide rows of {', '.join(hidden)} from the service.")
        return await verdicts_in(connection, patience=patience)


async def verdicts_in(connection: Connection, *, patience: timedelta) -> list[Verdict]:
    """Ask every invariant inside the transaction that is open."""
    verdicts = [await _ask(connection, name, one, patience) for name, one in invariants().items()]
    return [*verdicts, await _orphans(connection)]


async def _ask(connection: Connection, name: str, invariant: Invariant, patience: timedelta) -> Verdict:
    values = [patience] if invariant.query.parameters else []
    await connection.execute("savepoint question")
    try:
        examined = await connection.fetchval(f"select count(*) from {invariant.over}")  # noqa: S608 - our own file says what
        rows = await connection.fetch(invariant.query.sql, *values)
    except asyncpg.InsufficientPrivilegeError as error:
        await connection.execute("rollback to savepoint question")
        return Verdict(name, 0, [], unverifiable=str(error))
    return Verdict(name, examined, [Violation(str(row["subject"]), row["detail"]) for row in rows])


async def _orphans(connection: Connection) -> Verdict:
    """Look behind every foreign key of the catalog for rows without their parent, whatever the key says."""
    found, examined = [], 0
    by_child: dict[str, list[asyncpg.Record]] = {}
    for key in await connection.fetch(KEYS, list(SCHEMAS)):
        by_child.setdefault(key["child"], []).append(key)
    try:
        for child, keys in by_child.items():
            counts = await connection.fetchrow(_orphans_of(child, keys))
            examined += counts[0]
            for key, orphans in zip(keys, counts[1:], strict=True):
                if orphans:
                    found.append(Violation(f"{child} {key['name']}", f"{orphans} rows without {key['parent']}"))
    except asyncpg.InsufficientPrivilegeError as error:
        return Verdict(ORPHANS, 0, [], unverifiable=str(error))
    return Verdict(ORPHANS, examined, found)


def _orphans_of(child: str, keys: list[asyncpg.Record]) -> str:
    """Return a query that counts a table's rows, and for each of its keys those without a parent, in one scan."""
    counts = ["count(*)"]
    for key in keys:
        pairs = zip(key["columns"], key["parent_columns"], strict=True)
        same = " and ".join(f"p.{theirs} = c.{mine}" for mine, theirs in pairs)
        given = " and ".join(f"c.{mine} is not null" for mine in key["columns"])
        lost = f"not exists (select from {key['parent']} p where {same})"
        counts.append(f"count(*) filter (where {given} and {lost})")
    return f"select {', '.join(counts)} from {child} c"  # noqa: S608 - names of the catalog, quoted


def report(verdicts: list[Verdict], *, demo: bool = False) -> tuple[list[str], bool]:
    """Return the lines to print and whether all is well.

    Args:
        demo: The demo has rows of everything, so an invariant that examined none has proved nothing and fails.
    """
    lines, well = [], True
    for verdict in verdicts:
        nothing = demo and not verdict.unverifiable and verdict.examined == 0
        well = well and verdict.holds and not nothing
        word = "not verifiable" if verdict.unverifiable else "VIOLATED" if verdict.violations else "holds"
        lines.append(f"{'nothing to examine' if nothing else word:<18} {verdict.examined:>10,}  {verdict.name}")
        if verdict.unverifiable:
            lines.append(f"    {verdict.unverifiable}")
        lines += [f"    {violation.subject}: {violation.detail}" for violation in verdict.violations[:MOST_SHOWN]]
        if len(verdict.violations) > MOST_SHOWN:
            lines.append(f"    and {len(verdict.violations) - MOST_SHOWN} more")
    return lines, well
