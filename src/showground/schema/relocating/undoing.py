"""The way back: everything where it was, bodies byte for byte, and nothing left of what the move made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.schema.relocating.inventory import compared, counted, lost
from showground.schema.relocating.lexing import split, unquoted
from showground.schema.relocating.moving import limits
from showground.schema.relocating.probing import bodies
from showground.schema.relocating.types import ALTERED, FIRST, NotMovable, Obstacle, Outcome, Undo, of_class

if TYPE_CHECKING:
    from showground.schema.catalog.read import Connection

SQL = named(__name__)


async def take_back(
    connection: Connection, undo: Undo, *, lock_seconds: float = 4, statement_seconds: float = 60
) -> Outcome:
    """Undo a move, in one transaction.

    Raises:
        NotMovable: it is another database, or somebody has changed since what the move made; nothing was changed.
    """
    async with connection.transaction():
        await limits(connection, lock_seconds=lock_seconds, statement_seconds=statement_seconds)
        return await _Return(connection, undo).run()


class _Return:
    def __init__(self, connection: Connection, undo: Undo) -> None:
        self.connection, self.undo = connection, undo
        self.statements: list[str] = []
        self.notes: list[str] = []

    async def run(self) -> Outcome:
        await self._unchanged()
        for view in self.undo.views:
            await self._say(f"drop view {view}")
        before = await counted(self.connection)
        for one in sorted(self.undo.moves, key=lambda one: FIRST.index(of_class(one.kind))):
            await self._say(f"alter {ALTERED[one.kind]} {one.now} set schema {split(one.was)[0]}")
        for routine in self.undo.routines:
            await self._say(routine.definition)
        counts = compared(before, await counted(self.connection))
        self._refuse(lost(counts))
        await self._restored()
        await self._schemas()
        return Outcome(tuple(self.statements), counts, (), 0, len(self.undo.routines), tuple(self.notes))

    async def _say(self, statement: str) -> None:
        await self.connection.execute(statement)
        self.statements.append(statement)

    def _refuse(self, obstacles: list[Obstacle]) -> None:
        if obstacles:
            raise NotMovable(tuple(obstacles))

    async def _unchanged(self) -> None:
        """Lock what was moved, and see that it is still what the move left."""
        database = await self.connection.fetchval(SQL["database"].sql)
        if database != self.undo.database:
            self._refuse([Obstacle(database, 0, f"the move was made in the database {self.undo.database}")])
        classes = [of_class(one.kind) for one in self.undo.moves]
        rows = await self.connection.fetch(SQL["names"].sql, classes, [one.oid for one in self.undo.moves])
        obstacles = [
            Obstacle(
                one.now, 0, f"is called {row['name']} now" if row["name"] else "is gone, or another one has its name"
            )
            for one, row in zip(self.undo.moves, rows, strict=True)
            if row["name"] != one.now
        ]
        current = {body.oid: body for body in await bodies(self.connection)}
        for routine in self.undo.routines:
            body = current.get(routine.oid)
            if body is None or body.source != routine.written:
                name = routine.definition.split("\n", 1)[0].removeprefix("CREATE OR REPLACE ")
                obstacles.append(Obstacle(name, 0, "has been written anew since the move, or is gone"))
        self._refuse(obstacles)
        tables = ", ".join(f"only {one.now}" for one in self.undo.moves if one.kind in {"table", "partitioned"})
        if tables:
            await self.connection.execute(f"lock table {tables} in access exclusive mode")

    async def _restored(self) -> None:
        """See that each routine is said by the very statement that said it before the move."""
        current = {body.oid: body.definition for body in await bodies(self.connection)}
        self._refuse([
            Obstacle(one.definition.split("\n", 1)[0], 0, "is not what it was before the move")
            for one in self.undo.routines
            if current.get(one.oid) != one.definition
        ])  # fmt: skip

    async def _schemas(self) -> None:
        """Drop the schemas that the move made and that nobody has used; take back the rights that it gave."""
        kept = set()
        for schema in self.undo.schemas:
            inside = await self.connection.fetch(SQL["taken"].sql, unquoted(schema))
            if inside:
                kept.add(schema)
                self.notes.append(f"schema {schema} stays: {inside[0]['name']} has been made in it since")
            else:
                await self._say(f"drop schema {schema}")
        for schema, grantee in self.undo.usages:
            if schema in kept or schema not in self.undo.schemas:
                await self._say(f"revoke usage on schema {schema} from {grantee}")
