"""What is inside the embedded server: logins, their passwords, the database, its extensions. Tables: migrations."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, LiteralString

import msgspec

from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg

DATABASE = "showground"
SUPERUSER, OWNER, APP = "postgres", "showground_owner", "showground_app"
REQUIRED_EXTENSIONS = ("vector",)
WELCOME_EXTENSIONS = ("pg_trgm", "unaccent", "pg_stat_statements")


class Address(msgspec.Struct, frozen=True):
    """Where a server listens and the passwords of its three logins. Never logged."""

    port: int
    passwords: dict[str, str]

    def url(self, login: str, database: str = DATABASE) -> str:
        """Return the connection URL of a login."""
        return f"postgresql://{login}:{self.passwords[login]}@127.0.0.1:{self.port}/{database}"

    @property
    def owner_url(self) -> str:
        """The login that owns every table; it migrates and never serves."""
        return self.url(OWNER)

    @property
    def app_url(self) -> str:
        """The login that serves; it owns nothing and inherits nothing."""
        return self.url(APP)

    @property
    def superuser_url(self) -> str:
        """The login that made the others; for extensions, tests and repairs."""
        return self.url(SUPERUSER)

    def __repr__(self) -> str:
        return f"Address(port={self.port})"


def load_passwords(folder: Path) -> dict[str, str]:
    """Return the passwords of the three logins, made on first use; one file each, for our eyes only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {login: _password(folder / login) for login in (SUPERUSER, OWNER, APP)}


def _password(file: Path) -> str:
    if not file.exists():
        draft = file.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(24))
        draft.replace(file)
    return file.read_text()


def prepare(address: Address) -> None:
    """Create what the migrations need and only a superuser can give; asking twice changes nothing."""
    with connected(address.url(SUPERUSER, "postgres")) as connection:
        have = {name for (name,) in connection.execute("select rolname from pg_roles")}
        for login, rights in ((OWNER, "login createrole"), (APP, "login noinherit")):
            verb = "alter" if login in have else "create"
            password = address.passwords[login]
            _run(connection, f"{verb} role {{}} {rights} password {{password}}", login, password=password)
        _run(connection, "grant pg_read_all_stats to {}", OWNER)
        if connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone() is None:
            create_database(connection, DATABASE)
    with connected(address.superuser_url) as connection:
        add_extensions(connection)


def create_database(connection: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    """Create a database that the owner owns; `template` must have no connections."""
    _run(connection, "create database {} owner {} template {}", name, OWNER, template)


def drop_database(connection: psycopg.Connection, name: str) -> None:
    """Drop a database and disconnect whoever uses it."""
    _run(connection, "drop database if exists {} with (force)", name)


def add_extensions(connection: psycopg.Connection) -> None:
    """Add the extensions that the server offers.

    Raises:
        Unavailable: it does not offer one that is required.
    """
    offered = {name for (name,) in connection.execute("select name from pg_available_extensions")}
    for name in REQUIRED_EXTENSIONS:
        if name not in offered:
            says = f"This PostgreSQL does not offer the extension {name}, which Showground needs. Install it."
            raise Unavailable(says)
    for name in (*REQUIRED_EXTENSIONS, *WELCOME_EXTENSIONS):
        if name in offered:
            _run(connection, "create extension if not exists {}", name)


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """Open a connection that commits each statement by itself; for preparation only, services use pools."""
    import psycopg  # five megabytes: `serve` reads addresses here and connects otherwise

    with psycopg.connect(url, autocommit=True) as connection:
        connection.add_notice_handler(lambda _: None)
        yield connection


def _run(connection: psycopg.Connection, text: LiteralString | str, *names: str, **literals: str) -> None:
    from psycopg import sql

    connection.execute(sql.SQL(text).format(*map(sql.Identifier, names), **literals))
