"""What a move changes for those outside of the database's own bodies; it is said, as nobody can prove it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.schema.relocating.lexing import lex, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.schema.catalog.read import Connection
    from showground.schema.relocating.types import Move

SQL = named(__name__)


async def remarks(connection: Connection, moves: Sequence[Move]) -> tuple[str, ...]:
    """Return what whoever applies the plan should know, asked before anything moves."""
    left = {split(move.was)[0] for move in moves}
    return (
        *await _paths(connection, moves, left),
        *await _publications(connection, moves, left),
        *await _default_rights(connection, left),
    )


async def _paths(connection: Connection, moves: Sequence[Move], left: set[str]) -> list[str]:
    found = []
    here = await connection.fetchval(SQL["database"].sql)
    new = sorted({move.schema for move in moves})
    for row in await connection.fetch(SQL["paths"].sql):
        path = [token.text for token in lex(row["path"]) if token.is_name]
        if not left & set(path):
            continue
        longer = ", ".join([*path, *(schema for schema in new if schema not in path)])
        role, database = row["role"], row["database"]
        if role:
            whose, statement = f"the role {role}", f"alter role {_quoted(role)}"
            statement += f" in database {_quoted(database)}" if database else ""
        else:
            whose = f"the database {database}" if database else "the server"
            statement = f"alter database {_quoted(database or here)}"
        found.append(
            f"search path of {whose} ({row['path']}): SQL of clients that names no schema finds what moved no more. "
            f"Either compatibility_views = true, or: {statement} set search_path = {longer};"
        )
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


async def _publications(connection: Connection, moves: Sequence[Move], left: set[str]) -> list[str]:
    found = []
    moved, entered = {move.was for move in moves}, {move.schema for move in moves}
    for row in await connection.fetch(SQL["publications"].sql):
        name, publication = row["name"], row["publication"]
        if row["what"] == "table" and name in moved:
            found.append(
                f"publication {publication} goes on with {name}; subscribers need the table under its new name"
            )
        elif row["what"] == "schema" and name in left | entered:
            found.append(
                f"publication {publication} is of all tables in schema {name}: its tables change with the move"
            )
        elif row["what"] == "all":
            found.append(f"publication {publication} is of all tables: subscribers need them under their new names")
    return found


async def _default_rights(connection: Connection, left: set[str]) -> list[str]:
    return [
        f"default privileges of {row['maker']} in schema {row['schema']} are not those of the new schemas: "
        "tables that are made there later do not have them"
        for row in await connection.fetch(SQL["default_rights"].sql)
        if row["schema"] in left
    ]
