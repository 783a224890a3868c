"""The way to the database with the faults of every domain: what each kind of process opens, HTTP or not."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING

from showground.db.layout import LADDER
from showground.db.pool import Pools
from showground.db.tx import Database, FaultMap

if TYPE_CHECKING:
    from showground.kit.faults import Fault
    from showground.settings import Settings


def fault_map() -> FaultMap:
    """Collect what each domain says about its constraints and its SQL functions' error codes.

    Raises:
        ValueError: two domains claim the same name.
    """
    constraints: dict[str, type[Fault]] = {}
    states: dict[str, type[Fault]] = {}
    for domain in LADDER:
        name = f"showground.domains.{domain}.errors"
        if importlib.util.find_spec(f"showground.domains.{domain}") is None or importlib.util.find_spec(name) is None:
            continue  # a domain that refuses nothing by name
        module = importlib.import_module(name)
        _merge(constraints, getattr(module, "CONSTRAINTS", {}), domain)
        _merge(states, getattr(module, "STATES", {}), domain)
    return FaultMap(constraints=constraints, states=states)


def _merge(into: dict[str, type[Fault]], more: dict[str, type[Fault]], domain: str) -> None:
    for name, fault in more.items():
        if into.get(name, fault) is not fault:
            msg = f"{domain} gives {name} another meaning than a domain below it"
            raise ValueError(msg)
        into[name] = fault


def open_database(app_url: str, *, size: int = 8, pooler: bool = False, acquire_seconds: float = 10.0) -> Database:
    """Return the way to the database for a serving login; connections open on first use."""
    return Database(Pools(app_url, size=size, pooler=pooler, acquire_seconds=acquire_seconds), fault_map())


def open_database_of(settings: Settings) -> Database:
    """Return the way to the database that the settings name."""
    return open_database(
        settings.database_url,
        size=settings.pool_size,
        pooler=settings.pooler == "transaction",
        acquire_seconds=settings.pool_wait_seconds,
    )
