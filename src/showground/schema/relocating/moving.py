"""The move: one transaction that locks, moves, rewrites, proves, and is kept only when nothing was lost."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from showground.db.sql import named
from showground.schema.catalog.read import read_within
from showground.schema.relocating.evidence import broken, differences, judged
from showground.schema.relocating.inventory import compared, counted, lost
from showground.schema.relocating.lexing import split, unquoted
from showground.schema.relocating.naming import Names, argument_names, hidden_names
from showground.schema.relocating.probing import bodies
from showground.schema.relocating.remarks import remarks
from showground.schema.relocating.resolving import resolve
from showground.schema.relocating.rewriting import Concerned, concerned, rewritten
from showground.schema.relocating.types import (
    ALTERED,
    FIRST,
    Move,
    Moved,
    NotMovable,
    Obstacle,
    Outcome,
    Restored,
    Rewrite,
    Undo,
)
from showground.schema.relocating.views import compatibility_views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from showground.schema.catalog.read import Connection
    from showground.schema.catalog.types import Snapshot
    from showground.schema.proving.types import Proof
    from showground.schema.relocating.plan import Plan

SQL = named(__name__)
LOCKABLE = {"table", "partitioned"}


class Relocation:
    """One move, inside the transaction that is open. It is the caller's to commit or to roll back."""

    def __init__(self, connection: Connection, plan: Plan, text: str) -> None:
        self.connection, self.plan, self.text = connection, plan, text
        self.statements: list[str] = []
        self.undo_usages: list[tuple[str, str]] = []
        self.made: list[str] = []

    async def run(self) -> tuple[Outcome, Undo]:
        """Move everything and prove it.

        Raises:
            NotMovable: with everything that stands in the way; the transaction must be rolled back.
        """
        await self._quoted()
        moves, before = await self._locked()
        names = Names(moves, (index.name for index in before.indexes if index.table in {move.was for move in moves}))
        inventory, unclear = await counted(self.connection), await judged(self.connection, before)
        found = await bodies(self.connection)
        touched, obstacles = await concerned(self.connection, found, names)
        obstacles += _in_expressions(before, names)
        paths = await self._paths()
        for item in touched:
            obstacles += await item.remember(names, (item.body.path,) if item.body.path is not None else paths)
        oids = await self._oids(moves)
        notes = await remarks(self.connection, moves)
        await self._schemas(moves)
        await self._move(moves)
        for item in touched:
            item.prober.analysis.forget()  # names of types that moved
        for item in touched:
            obstacles += [*await item.correct(names), *item.unseen(names)]
        self._refuse(obstacles)
        rewrites = await self._rewrite(touched)
        counts = compared(inventory, await counted(self.connection))
        self._refuse(lost(counts))
        rename = await self._renamed(moves, oids)
        self._refuse(await self._witnessed(before, unclear, rename, touched, rewrites))
        views = await self._views(moves, before)
        proved = await self._proved(touched, again=bool(views))
        outcome = Outcome(tuple(self.statements), counts, tuple(rewrites), len(found), proved, notes)
        return outcome, await self._undo(moves, oids, rewrites, views)

    async def _say(self, statement: str) -> None:
        await self.connection.execute(statement)
        self.statements.append(statement)

    def _refuse(self, obstacles: Sequence[Obstacle]) -> None:
        """Raise what nobody has accepted."""
        accepted = {name.replace(", ", ",") for name in self.plan.accept}
        accepted |= {f"{self.plan.source}.{name}" for name in accepted}
        left = [
            one for one in obstacles if one.subject not in accepted and one.subject.partition("(")[0] not in accepted
        ]
        if left:
            raise NotMovable(tuple(left))

    async def _quoted(self) -> None:
        """Write the plan's schemas as SQL does; only PostgreSQL knows its words."""

        async def quote(name: str) -> str:
            return str(await self.connection.fetchval("select quote_ident($1)", name))

        schemas = {await quote(name): part for name, part in self.plan.schemas.items()}
        self.plan = replace(self.plan, source=await quote(self.plan.source), schemas=schemas)

    async def _locked(self) -> tuple[tuple[Move, ...], Snapshot]:
        """Find what is to be moved, lock it in the order of names, and find it again: it can change no more."""
        for _ in range(2):
            snapshot = await read_within(self.connection)
            taken: dict[tuple[str, str], set[str]] = defaultdict(set)
            for schema in self.plan.schemas:
                for row in await self.connection.fetch(SQL["taken"].sql, unquoted(schema)):
                    taken[schema, row["class"]].add(row["name"])
            moves = resolve(self.plan, self.text, snapshot, {key: frozenset(names) for key, names in taken.items()})
            tables = ", ".join(f"only {move.was}" for move in moves if move.kind in LOCKABLE)
            if tables:
                await self.connection.execute(f"lock table {tables} in access exclusive mode")
        return moves, snapshot

    async def _paths(self) -> tuple[str, ...]:
        """Return every search path that callers may come with, the likeliest first."""
        if self.plan.search_path is not None:
            return (self.plan.search_path,)
        rows = await self.connection.fetch(SQL["paths"].sql)
        return tuple(dict.fromkeys(row["path"] for row in rows))

    async def _oids(self, moves: Sequence[Move]) -> list[int]:
        rows = await self.connection.fetch(
            SQL["identities"].sql, [move.of_class for move in moves], [move.was for move in moves]
        )
        return [row["oid"] for row in rows]

    async def _schemas(self, moves: Sequence[Move]) -> None:
        """Make the schemas that are not there; whoever may look into a former one may look into the new one."""
        there = {row["name"] for row in await self.connection.fetch(SQL["schemas_there"].sql)}
        me = await self.connection.fetchval("select quote_ident(current_user)")
        for schema in sorted({move.schema for move in moves}):
            if schema not in there:
                await self._say(f"create schema {schema}")
                self.made.append(schema)
            had = {row["grantee"] for row in await self.connection.fetch(SQL["users"].sql, unquoted(schema))}
            sources = sorted({split(move.was)[0] for move in moves if move.schema == schema})
            wanted = {
                row["grantee"]: row["grantable"]
                for source in sources
                for row in await self.connection.fetch(SQL["users"].sql, unquoted(source))
            }
            for grantee, grantable in sorted(wanted.items()):
                if grantee not in had | {me}:
                    await self._say(
                        f"grant usage on schema {schema} to {grantee}{' with grant option' if grantable else ''}"
                    )
                    self.undo_usages.append((schema, grantee))

    async def _move(self, moves: Sequence[Move]) -> None:
        """Routines first: the types in their arguments still have their former names then."""
        for move in sorted(moves, key=lambda move: (FIRST.index(move.of_class), move.was)):
            if not move.along:
                await self._say(f"alter {ALTERED[move.kind]} {move.was} set schema {move.schema}")

    async def _rewrite(self, touched: Sequence[Concerned]) -> list[Rewrite]:
        """Write the corrected bodies; everything else of their routines stays as it is."""
        current = {body.oid: body for body in await bodies(self.connection)}
        found = [rewritten(item, current[item.body.oid]) for item in touched if item.edits]
        for one in found:
            await self._say(one.statement)
        return found

    async def _views(self, moves: Sequence[Move], before: Snapshot) -> tuple[str, ...]:
        if not self.plan.compatibility_views:
            return ()
        made = compatibility_views(moves, before)
        for view in made:
            for statement in view.statements:
                await self._say(statement)
        return tuple(view.name for view in made)

    async def _proved(self, touched: Sequence[Concerned], *, again: bool) -> int:
        """Return how many pieces of SQL mean what they meant: all of them, also beside names that are there again."""
        proved = 0
        for item in touched:
            wanted = sum(len(trees) for trees in item.meant.values())
            means = await item.proved() if again else wanted
            if means != wanted:
                self._refuse(
                    [Obstacle(item.body.name, 0, f"{wanted - means} of {wanted} pieces mean other objects than before")]
                )
            proved += means
        return proved

    async def _witnessed(
        self,
        before: Snapshot,
        unclear: Mapping[str, Proof],
        rename: Mapping[str, str],
        touched: Sequence[Concerned],
        rewrites: Sequence[Rewrite],
    ) -> list[Obstacle]:
        """Return what two witnesses find who know nothing of how it was done."""
        after = await read_within(self.connection)
        given = {f"schema {schema} to {unquoted(grantee)}" for schema, grantee in self.undo_usages}
        given |= {f"schema {schema} to {after.reader.role}" for schema in self.made}  # whose it is needs no right
        found = differences(before, after, rename, rewritten={one.name for one in rewrites}, given=given)
        worse = broken(unclear, await judged(self.connection, after), rename)
        if self.plan.search_path is not None:  # the witness knows the database's path, not the one that callers have
            known = {rename.get(item.body.name, item.body.name) for item in touched if item.meant}
            worse = [one for one in worse if one.subject not in known]
        return [*found, *worse]

    async def _renamed(self, moves: Sequence[Move], oids: Sequence[int]) -> dict[str, str]:
        """Return the names that things have now by those that they had."""
        classes = [move.of_class for move in moves]
        rows = await self.connection.fetch(SQL["names"].sql, classes, list(oids))
        return {move.was: row["name"] for move, row in zip(moves, rows, strict=True)}

    async def _undo(
        self, moves: Sequence[Move], oids: Sequence[int], rewrites: Sequence[Rewrite], views: tuple[str, ...]
    ) -> Undo:
        database = await self.connection.fetchval(SQL["database"].sql)
        rename = await self._renamed(moves, oids)
        moved = [
            Moved(move.kind, oid, move.was, rename[move.was])
            for move, oid in zip(moves, oids, strict=True)
            if not move.along
        ]
        restored = [Restored(one.oid, one.former, one.source) for one in rewrites]
        return Undo(
            database, datetime.now(UTC), tuple(moved), tuple(restored), views, tuple(self.made), tuple(self.undo_usages)
        )


def _in_expressions(before: Snapshot, names: Names) -> list[Obstacle]:
    """Return expressions that are stored analysed and yet hold the name of something that moves as a text."""
    texts = [
        *((table.name, table.definition or "", "its query") for table in before.tables),
        *((column.table, column.default or "", f"the default of {column.name}") for column in before.columns),
        *((one.table, one.definition, f"the constraint {one.name}") for one in before.constraints),
        *((one.table, one.definition, f"the index {one.name}") for one in before.indexes),
        *((one.table, one.definition, f"the trigger {one.name}") for one in before.triggers),
        *((one.table, f"{one.using} {one.check}", f"the policy {one.name}") for one in before.policies),
        *((one.name, one.source, "its body") for one in before.routines if one.atomic),
    ]
    found = [
        Obstacle(subject, 0, f"{what} looks something up by a name that is a text, and names something that moves")
        for subject, text, what in texts
        if hidden_names(text, names)
    ]
    given = [one for one in before.triggers if argument_names(one.definition, names)]
    why = "gives its function the name of something that moves as a text"
    return [*found, *(Obstacle(one.table, 0, f"the trigger {one.name} {why}") for one in given)]


async def relocate(
    connection: Connection,
    plan: Plan,
    text: str,
    *,
    lock_seconds: float = 4,
    statement_seconds: float = 60,
    keep: Callable[[Undo], None] | None = None,
) -> Outcome:
    """Move what a plan says, in one transaction.

    Args:
        text: The plan's file, for the numbers of its lines.
        keep: Is given what takes the move back, just before the commit; without it everything is rolled back.

    Raises:
        NotMovable: something would be lost or cannot be proved; nothing was changed.
    """
    work = connection.transaction()
    await work.start()
    kept = False
    try:
        await limits(connection, lock_seconds=lock_seconds, statement_seconds=statement_seconds)
        outcome, undo = await Relocation(connection, plan, text).run()
        if keep is not None:
            keep(undo)
            kept = True
        return outcome
    finally:
        await (work.commit() if kept else work.rollback())


async def limits(connection: Connection, *, lock_seconds: float, statement_seconds: float) -> None:
    """Bound what the open transaction waits for; names are said with their schema, bodies are checked by us."""
    for name, value in {
        "lock_timeout": f"{round(lock_seconds * 1000)}",
        "statement_timeout": f"{round(statement_seconds * 1000)}",
        "search_path": "pg_catalog",
        "check_function_bodies": "off",
        "jit": "off",
        "client_min_messages": "warning",
    }.items():
        await connection.execute("select set_config($1, $2, true)", name, value)
