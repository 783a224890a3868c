"""Runs cells of the access matrix: a verb on a table as a persona, really executed, and what it reached."""

from __future__ import annotations

from contextlib import asynccontextmanager

import asyncpg
from tests.make.world.plan import PERSONAS, as_json, insert_statement

from showground.db.principal import identity_sql, role_of

DENIED = asyncpg.InsufficientPrivilegeError
READ_ONLY_VIEW = (asyncpg.ObjectNotInPrerequisiteStateError, asyncpg.FeatureNotSupportedError)
# Somebody who was let in, and met a rule: the row was reached.
RULED = (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError)
LAST_OWNERS = {"SG020", "SG080"}
CHANGES = {"users.follows": "status = 'accepted'"}  # the only change that a request allows
SAMPLE = 24  # rows that a delete is tried on: more than any persona has own ones among
RELATIONS = """
select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
 order by 1
"""
COLUMNS = """
select a.attname::text
  from pg_attribute a
 where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
   and a.attgenerated = '' and a.attidentity <> 'a'
 order by not has_column_privilege($2, a.attrelid, a.attnum, 'update'), a.attnum
 limit 1
"""


class Prober:
    """Tries verbs as personas in one transaction that never commits.

    Args:
        connection: The serving login's.
        owner: The owner's of all tables, who knows what rows there are.
        matrix: The cells: (table, persona, verb) -> rows.
    """

    def __init__(self, connection, owner, *, world, matrix) -> None:
        self.connection, self.owner, self.world, self.matrix = connection, owner, world, matrix
        self._every: dict[str, set] = {}
        self._columns: dict[tuple[str, str], str] = {}
        self._proofs: dict[tuple[str, str], dict] = {}

    @asynccontextmanager
    async def undone(self):
        """Undo whatever happens inside, errors included."""
        await self.connection.execute("savepoint cell")
        try:
            yield
        finally:
            await self.connection.execute("rollback to savepoint cell; release savepoint cell")

    async def become(self, persona):
        """Act as a persona until the savepoint is undone."""
        await self.connection.execute(identity_sql(self.world.principal(persona)))

    async def every(self, table):
        """Return the keys of all rows that are there."""
        if table not in self._every:
            rows = await self.owner.fetch(f"select {self._key(table)} from {table}")
            self._every[table] = {tuple(row) for row in rows}
        return self._every[table]

    async def expected(self, table, persona, verb, rows):
        """Return what the matrix says that a cell reaches: keys of rows, for an insert the names of new rows."""
        if verb == "insert":
            return {"all": set(self.world.fresh.get(table, ())), "own": {persona}, "none": set()}[rows]
        every = await self.every(table)
        if verb == "delete":
            every = set(self._sample(every))
        return {"all": every, "own": self.world.own(table, persona, verb), "none": set()}[rows]

    async def reach(self, table, persona, verb):
        """Return what a persona reaches by a verb."""
        return await getattr(self, f"_{verb}")(table, persona)

    async def proof(self, table, verb):
        """Return what is wrong with the ground that a denied cell stands on, once for each table and verb.

        There must be rows; the service and one more persona who is allowed must reach exactly theirs.
        """
        if (table, verb) not in self._proofs:
            allowed = [persona for persona in PERSONAS if self.matrix[table, persona, verb] != "none"]
            wrong = {} if await self.every(table) else {"rows": "none planted"}
            for persona in {*allowed[:1], *(["service"] if "service" in allowed else [])}:
                expected = await self.expected(table, persona, verb, self.matrix[table, persona, verb])
                if not expected or await self.reach(table, persona, verb) != expected:
                    wrong[persona] = "does not reach its rows"
            self._proofs[table, verb] = wrong
        return self._proofs[table, verb]

    def names(self, table, persona, rows):
        """Return which new rows a persona tries: all of them, unless some are its own."""
        fresh = self.world.fresh.get(table, {})
        if rows == "own":
            return [name for name in (persona, "foreign", f"foreign {persona}") if name in fresh]
        return list(fresh)

    def _key(self, table):
        return ", ".join(self.world.keys[table])

    def _sample(self, keys):
        return sorted(keys, key=repr)[:SAMPLE]

    async def _select(self, table, persona):
        async with self.undone():
            await self.become(persona)
            try:
                return {tuple(row) for row in await self.connection.fetch(f"select {self._key(table)} from {table}")}
            except DENIED:
                return set()

    async def _update(self, table, persona):
        role = role_of(self.world.principal(persona))
        if (table, role) not in self._columns:
            self._columns[table, role] = await self.owner.fetchval(COLUMNS, table, role)
        column = self._columns[table, role]
        change = CHANGES.get(table, f"{column} = {column}")
        async with self.undone():
            await self.become(persona)
            try:
                rows = await self.connection.fetch(f"update {table} set {change} returning {self._key(table)}")
                return {tuple(row) for row in rows}
            except (DENIED, *READ_ONLY_VIEW):
                return set()

    async def _delete(self, table, persona):
        reached = set()
        where = " and ".join(f"{column} = ${n}" for n, column in enumerate(self.world.keys[table], 1))
        for key in self._sample(await self.every(table)):
            async with self.undone():
                await self.become(persona)
                try:
                    if await self.connection.execute(f"delete from {table} where {where}", *key) == "DELETE 1":
                        reached.add(key)
                except RULED:
                    reached.add(key)
                except (DENIED, *READ_ONLY_VIEW):
                    return set()
                except asyncpg.PostgresError as error:
                    if error.sqlstate not in LAST_OWNERS:
                        raise
                    reached.add(key)
        return reached

    async def _insert(self, table, persona):
        rows = self.matrix[table, persona, "insert"]
        names = self.names(table, persona, rows)
        return {name for name in names if await self._inserts(table, persona, self.world.fresh[table][name])}

    async def _inserts(self, table, persona, fresh):
        async with self.undone():
            await self.become("service")
            for parent, values in fresh.parents:
                await self.connection.execute(insert_statement(parent, values), as_json(values))
            await self.become(persona)
            try:
                await self.connection.execute(insert_statement(table, fresh.values), as_json(fresh.values))
            except DENIED:
                return False
            return True


async def run(prober, persona):
    """Run every cell of a persona; return how many ran and what was not as the matrix says."""
    wrong, ran = {}, 0
    for (table, whose, verb), rows in prober.matrix.items():
        if whose != persona:
            continue
        if rows == "none" and (missing := await prober.proof(table, verb)):
            wrong[table, verb] = missing
        expected = await prober.expected(table, persona, verb, rows)
        reached = await prober.reach(table, persona, verb)
        if verb != "insert" and rows == "own" and not set() < expected < await prober.every(table):
            wrong[table, verb] = "the world has no row that is not its own, or none that is"
        elif reached != expected:
            wrong[table, verb] = {"too many": reached - expected, "missing": expected - reached}
        ran += 1
    return ran, wrong
