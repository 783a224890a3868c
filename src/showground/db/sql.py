"""Named queries: plain SQL in `queries.sql` beside the Python that uses it.

A query starts with `-- name: orders_of_buyer`; its parameters are written `:name` and become `$1`, `$2` ... in
the order of their first appearance. Quoted text, comments and `::casts` are left alone.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import msgspec

_NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)\s*$", re.MULTILINE)
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|::|:([a-z][a-z0-9_]*)", re.DOTALL)


class Query(msgspec.Struct, frozen=True):
    """One statement as the driver wants it, and the names of its parameters in order."""

    name: str
    sql: str
    parameters: tuple[str, ...]


def compile_query(name: str, text: str) -> Query:
    """Turn `:name` parameters into `$n`."""
    parameters: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        parameter = match.group(1)
        if parameter is None:
            return match.group(0)
        if parameter not in parameters:
            parameters.append(parameter)
        return f"${parameters.index(parameter) + 1}"

    return Query(name, _TOKEN.sub(numbered, text).strip().rstrip(";"), tuple(parameters))


def parse(text: str, *, prefix: str = "") -> dict[str, Query]:
    """Return the queries of a file by name.

    Raises:
        ValueError: two queries share a name.
    """
    pieces = _NAME.split(text)[1:]
    queries: dict[str, Query] = {}
    for name, body in zip(pieces[::2], pieces[1::2], strict=True):
        if name in queries:
            msg = f"query {prefix}{name} is defined twice"
            raise ValueError(msg)
        queries[name] = compile_query(f"{prefix}{name}", body)
    return queries


@cache
def named(module: str) -> dict[str, Query]:
    """Return the queries beside a module: `named(__name__)` in `domains/x/store.py` reads `domains/x/queries.sql`."""
    package = module.rpartition(".")[0]
    text = (resources.files(package) / "queries.sql").read_text(encoding="utf-8")
    return parse(text, prefix=f"{package.rpartition('.')[2]}.")
