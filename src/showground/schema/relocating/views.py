"""Views with the former names, for clients that name no schema: writable, and with the rights of who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.schema.relocating.lexing import parts, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.schema.catalog.types import Snapshot
    from showground.schema.relocating.types import Move

BRIDGED = {"table", "partitioned", "foreign", "view", "materialized"}
ON_VIEWS = {"select", "insert", "update", "delete"}


class Bridge(msgspec.Struct, frozen=True):
    """A view under a former name."""

    name: str
    statements: tuple[str, ...]


def compatibility_views(moves: Sequence[Move], before: Snapshot) -> tuple[Bridge, ...]:
    """Return a view for each table and view that moves, with its owner and its grants; partitions have none."""
    tables = {table.name: table for table in before.tables}
    found = []
    for move in moves:
        if move.kind not in BRIDGED or tables[move.was].partition_of:
            continue
        columns = ", ".join(column.name for column in before.columns if column.table == move.was)
        statements = [
            f"create view {move.was} with (security_invoker = true) as select {columns} from {move.now}",  # noqa: S608 - quoted names of the catalog
            f"alter view {move.was} owner to {_role(tables[move.was].owner)}",
            f"comment on view {move.was} is {quoted(f'The former name of {move.now}.')}",
            *_grants(move.was, before),
        ]
        found.append(Bridge(move.was, tuple(statements)))
    return tuple(found)


def _grants(name: str, before: Snapshot) -> list[str]:
    found = []
    for grant in before.grants:
        column = parts(grant.object)[2:] if grant.on == "column" else ()
        of_it = grant.object == name if grant.on == "table" else bool(column) and grant.object.startswith(f"{name}.")
        if of_it and grant.privilege in ON_VIEWS:
            only = f" ({_role(column[0])})" if column else ""
            option = " with grant option" if grant.grantable else ""
            found.append(f"grant {grant.privilege}{only} on {name} to {_role(grant.grantee)}{option}")
    return found


def _role(name: str) -> str:
    """Return a role, or a column, as SQL writes it."""
    return name if name == "public" else '"' + name.replace('"', '""') + '"'
