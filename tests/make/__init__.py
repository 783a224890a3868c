"""Makers of rows for tests.

`tests/make/<domain>.py` holds `async def order(make, **wanted)`, called as `await make.order()`.

A maker fills in everything that the test does not say, through the services where they exist, and returns what
the service returns.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from showground.db.tx import Database


class Make:
    """All makers by name, on one database. `make.number()` tells rows apart that must be unique."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._numbers = itertools.count(1)
        self._makers = _all_makers()

    def number(self) -> int:
        """Return a number that this process has not used yet."""
        return next(self._numbers)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the maker of that name, bound to this database."""
        if name not in self._makers:
            msg = f"no maker {name!r} in tests/make: there are {sorted(self._makers)}"
            raise AttributeError(msg)
        return partial(self._makers[name], self)


def _all_makers() -> dict[str, Callable[..., Any]]:
    makers: dict[str, Callable[..., Any]] = {}
    for found in pkgutil.iter_modules(__path__, prefix=f"{__name__}."):
        module = importlib.import_module(found.name)
        for name, thing in vars(module).items():
            if not name.startswith("_") and callable(thing) and getattr(thing, "__module__", "") == found.name:
                if name in makers:
                    msg = f"two makers are called {name}: {makers[name].__module__} and {found.name}"
                    raise ValueError(msg)
                makers[name] = thing
    return makers
