"""The one way to call a provider: never inside a transaction, and no longer than it may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from showground.db.tx import in_transaction
from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

A = TypeVar("A")
T = TypeVar("T")


async def asked(call: Callable[[A], Awaitable[T]], about: A, *, seconds: float) -> T:
    """Call a provider and return its answer.

    Raises:
        Unavailable: no answer in time, or none at all; whether the provider has acted is not known.
        RuntimeError: a transaction is open: its locks would be held for as long as a stranger pleases.
    """
    if in_transaction():
        msg = "a provider is called inside of a transaction"
        raise RuntimeError(msg)
    try:
        async with asyncio.timeout(seconds):
            return await call(about)
    except (TimeoutError, OSError) as error:
        raise Unavailable from error
