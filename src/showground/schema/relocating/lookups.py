"""Finds what looks a name up while it runs, as `some_text::regclass` does: no analysis sees which one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from showground.db.sql import named

if TYPE_CHECKING:
    from showground.schema.catalog.read import Connection
    from showground.schema.relocating.lexing import Token

SQL = named(__name__)
RUN_SQL = ("query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema", "cursor_to_xml", "ts_stat", "ts_rewrite")
BY_NAME = ("regclass", "to_regclass", "to_regtype", "to_regproc", "to_regprocedure", "to_regnamespace")
OF_TWO = (
    "pg_get_serial_sequence", "has_table_privilege", "has_column_privilege", "has_any_column_privilege",
    "has_sequence_privilege", "has_function_privilege", "has_type_privilege",
)  # fmt: skip
WORDS = frozenset({*RUN_SQL, *BY_NAME, *OF_TWO, "regtype", "regproc", "regprocedure", "nextval", "currval", "setval"})
READ_AS_NAMES = {
    "24",
    "2202",
    "2203",
    "2204",
    "2205",
    "2206",
}  # regproc, regprocedure, regoper, regoperator, regclass, regtype
CONVERSION = "{COERCEVIAIO :arg "


def may_look_up(tokens: tuple[Token, ...]) -> bool:
    """Whether a text has a word that may look something up by its name."""
    return any(token.is_name and token.word in WORDS for token in tokens)


async def lookers(connection: Connection) -> frozenset[str]:
    """Return the OIDs of PostgreSQL's functions that take a text for a name, or for SQL."""
    rows = await connection.fetch(SQL["lookers"].sql, [*RUN_SQL, *BY_NAME], list(OF_TWO))
    return frozenset(str(row["oid"]) for row in rows)


def looks_up(tree: str, functions: frozenset[str]) -> bool:
    """Whether an analysed piece looks up a name that is not a constant; constants are read as they stand."""
    for call in re.finditer(r":funcid (\d+) [^{]*?:args \(\{(\w+)", tree):
        if call[1] in functions and call[2] != "CONST":
            return True
    return any(_converted(tree, found.end()) for found in re.finditer(re.escape(CONVERSION), tree))


def _converted(tree: str, start: int) -> bool:
    """Whether what is converted from a text, from there on, becomes a name that is looked up."""
    depth = 0
    for at in range(start, len(tree)):
        depth += (tree[at] == "{") - (tree[at] == "}")
        if depth == 0:
            kind = re.match(r"\} :resulttype (\d+)", tree[at:])
            return kind is not None and kind[1] in READ_AS_NAMES
    return False
