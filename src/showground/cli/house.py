"""A database for a command: the one that the environment names, or the embedded one, started when it does not run."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from showground.db.server import Plan, Server, running_address
from showground.kit.faults import Unavailable
from showground.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.db.cluster import Address


class House(msgspec.Struct, frozen=True):
    """Settings that name a database, and the server behind it when this process runs one."""

    settings: Settings
    server: Server | None = None

    @property
    def owner_url(self) -> str:
        """The URL that migrates."""
        return self.settings.owner_url or self.settings.database_url


@contextmanager
def open_house(settings: Settings, *, share: bool = True) -> Iterator[House]:
    """Give a command its database for as long as it runs.

    Args:
        share: Use the embedded server that another process runs, when one does.

    Raises:
        Fault: there is none, and none can be started.
    """
    if not settings.embedded:
        yield House(settings)
        return
    if share and (address := running_address(settings.state_dir)):
        yield House(_at(settings, address))
        return
    plan = Plan(settings.state_dir, bin_dir=Path(settings.pg_bin_dir) if settings.pg_bin_dir else None)
    with Server(plan) as server:
        yield House(_at(settings, server.address), server)


def running_house(settings: Settings) -> House:
    """Return the database that is up: the one that the environment names, or the embedded one of another process.

    Raises:
        Unavailable: there is none.
    """
    if not settings.embedded:
        return House(settings)
    if address := running_address(settings.state_dir):
        return House(_at(settings, address))
    says = f"No database is running on {settings.state_dir}. Start it with `showground up`, or set DATABASE_URL."
    raise Unavailable(says)


def _at(settings: Settings, address: Address) -> Settings:
    urls = {"database_url": address.app_url, "owner_url": address.owner_url}
    return msgspec.structs.replace(settings, listen_url=address.app_url, **urls)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment of a child that serves: the database is named, the owner's URL is not for it."""
    inherited = {name: value for name, value in os.environ.items() if name != "SHOWGROUND_OWNER_URL"}
    named = {"DATABASE_URL": settings.database_url, "SHOWGROUND_LISTEN_URL": settings.listen_url}
    return {**inherited, **{name: value for name, value in named.items() if value}}
