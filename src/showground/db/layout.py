"""Where the schema's SQL lives: the ladder of domains, and the files of each in the order in which they apply."""

from __future__ import annotations

import graphlib
import hashlib
import re
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LADDER = (
    "ref",
    "users",
    "organizations",
    "events",
    "ticketing",
    "payments",
    "campaigns",
    "sponsorship",
    "messaging",
    "analytics",
    "ml",
)
SCHEMAS = ("showground", *LADDER)
ACCESS_MARK = "-- access"
_REFERENCES = re.compile(r"references\s+([a-z_]+)\.([a-z_]+)", re.IGNORECASE)


class SqlFile(msgspec.Struct, frozen=True):
    """A piece of SQL with a stable name (`ticketing/tables/pools.sql`)."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def _folder(schema: str) -> Traversable:
    root = resources.files("showground")
    return root / "db" / "sql" if schema == "showground" else root / "domains" / schema / "sql"


def _read(schema: str, name: str) -> list[SqlFile]:
    """Return `<name>.sql`, or every file of the folder `<name>/` in alphabetical order."""
    folder = _folder(schema)
    single, several = folder / f"{name}.sql", folder / name
    if single.is_file():
        return [SqlFile(f"{schema}/{name}.sql", single.read_text(encoding="utf-8"))]
    if several.is_dir():
        files = sorted((item for item in several.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
        return [SqlFile(f"{schema}/{name}/{item.name}", item.read_text(encoding="utf-8")) for item in files]
    return []


def table_files(schema: str) -> list[SqlFile]:
    """Return a schema's table files, parents before children."""
    files = {file.name.rpartition("/")[2].removesuffix(".sql"): file for file in _read(schema, "tables")}
    parents = {
        table: {parent for where, parent in _REFERENCES.findall(file.text) if where == schema and parent in files}
        for table, file in files.items()
    }
    near = {table: sorted(above - {table}) for table, above in sorted(parents.items())}  # the same order every time
    order = graphlib.TopologicalSorter(near)
    return [files[table] for table in order.static_order()]


def definition_files() -> list[SqlFile]:
    """Return what migrates forward only: types, table definitions and the keys that point up the ladder."""
    types = [file for schema in SCHEMAS for file in _read(schema, "types")]
    tables = [
        SqlFile(file.name, file.text.partition(ACCESS_MARK)[0]) for schema in SCHEMAS for file in table_files(schema)
    ]
    return types + tables + [file for schema in SCHEMAS for file in _read(schema, "foreign")]


def function_files() -> list[SqlFile]:
    """Return the files that run as showground_definer, who then owns what they create."""
    return [file for schema in SCHEMAS for file in _read(schema, "functions")]


def surface_files() -> list[SqlFile]:
    """Return triggers, views and the access parts, which run as the owner of the tables."""
    triggers = [file for schema in SCHEMAS for file in _read(schema, "triggers")]
    views = [file for schema in SCHEMAS for file in _read(schema, "views")]
    access = [
        SqlFile(file.name + "#access", file.text.partition(ACCESS_MARK)[2])
        for schema in SCHEMAS
        for file in table_files(schema)
        if ACCESS_MARK in file.text
    ]
    return triggers + views + access


def migration_files() -> list[SqlFile]:
    """Return the frozen baseline and every table change after it, in order."""
    folder = resources.files("showground") / "migrations"
    items = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    return [SqlFile(item.name, item.read_text(encoding="utf-8")) for item in items]
