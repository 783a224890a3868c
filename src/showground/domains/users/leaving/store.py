"""Every question about exports and erasures. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.db.sql import named
from showground.domains.users.leaving.types import Due, Erasure, Export, ExportFile, Wanted

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.users.leaving.types import ErasureId, ExportId

SQL = named(__name__)


class Name(msgspec.Struct, frozen=True):
    """A blob's name alone."""

    blob: str


async def add_export(tx: Tx, *, export_id: ExportId, user_id: UUID, blob: str) -> None:
    """Note that somebody wants a copy."""
    await tx.run(SQL["add_export"], id=export_id, user_id=user_id, blob=blob)


async def exports(tx: Tx, *, user_id: UUID) -> list[Export]:
    """Return a person's copies."""
    return await tx.all(SQL["exports"], Export, user_id=user_id)


async def file_of_export(tx: Tx, export_id: ExportId, *, user_id: UUID) -> ExportFile:
    """Return where a copy lies that can be fetched.

    Raises:
        Unknown: he has none of this id, it is not made yet, or it has expired.
    """
    return await tx.one(SQL["file_of_export"], ExportFile, id=export_id, user_id=user_id)


async def take_export(tx: Tx, *, pause: timedelta) -> Wanted | None:
    """Take up a copy that is to be made; others leave it alone for a pause."""
    return await tx.maybe(SQL["take_export"], Wanted, pause=pause)


async def finish_export(tx: Tx, export_id: ExportId, *, size: int, lasts: timedelta) -> bool:
    """Note that a copy lies there; False: it was noted before."""
    return await tx.run(SQL["finish_export"], id=export_id, size=size, lasts=lasts) == 1


async def blobs_of_exports(tx: Tx, blobs: Collection[str]) -> set[str]:
    """Return which of some blobs a row refers to."""
    return {row.blob for row in await tx.all(SQL["blobs_of_exports"], Name, blobs=list(blobs))}


async def ask_erasure(tx: Tx, *, erasure_id: ErasureId, user_id: UUID, grace: timedelta) -> None:
    """Note that somebody wants to be forgotten."""
    await tx.run(SQL["ask_erasure"], id=erasure_id, user_id=user_id, grace=grace)


async def open_erasure(tx: Tx, *, user_id: UUID) -> Erasure | None:
    """Return the wish that is still open."""
    return await tx.maybe(SQL["open_erasure"], Erasure, user_id=user_id)


async def take_back(tx: Tx, *, user_id: UUID) -> bool:
    """Take the wish back; False: there is none, or it is being done."""
    return await tx.run(SQL["take_back"], user_id=user_id) == 1


async def end_sessions(tx: Tx, *, user_id: UUID) -> int:
    """Sign every browser out."""
    return await tx.run(SQL["end_sessions"], user_id=user_id)


async def next_due(tx: Tx, *, tried: Collection[UUID]) -> Due | None:
    """Return an erasure that is due, but for those that were tried."""
    return await tx.maybe(SQL["next_due"], Due, tried=list(tried))


async def begin_erasure(tx: Tx, erasure_id: ErasureId) -> bool:
    """Pass the point of no return; False: it was taken back."""
    return await tx.run(SQL["begin_erasure"], id=erasure_id) == 1


async def close_account(tx: Tx, *, user_id: UUID) -> None:
    """Let nobody sign in to an account."""
    await tx.run(SQL["close_account"], user_id=user_id)


async def hold_up(tx: Tx, erasure_id: ErasureId, *, why: str) -> None:
    """Note why it cannot be done now."""
    await tx.run(SQL["hold_up"], id=erasure_id, why=why)


async def finish_erasure(tx: Tx, erasure_id: ErasureId) -> None:
    """Note that it is done."""
    await tx.run(SQL["finish_erasure"], id=erasure_id)
