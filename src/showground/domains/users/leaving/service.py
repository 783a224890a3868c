"""Asking for everything about oneself, and asking to be forgotten; the worker does both.

What stands in the way of an erasure is asked above, where every domain is known.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from showground.domains.users.errors import ErasureNotOpen
from showground.domains.users.facts import ErasureAsked
from showground.domains.users.leaving import store
from showground.domains.users.leaving.types import ErasureId, ExportId
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.users.leaving.types import Erasure, Export, ExportFile
    from showground.domains.users.types import UserId

NAME_BYTES = 32
FOLDER = "exports"


async def want_export(tx: Tx, person: UserId) -> ExportId:
    """Have the worker make a copy of everything about the caller.

    Raises:
        ExportUnderWay: one is being made.
    """
    export_id = ExportId(uuid7())
    await tx.as_service()
    blob = f"{FOLDER}/{secrets.token_hex(NAME_BYTES)}.zip"
    await store.add_export(tx, export_id=export_id, user_id=person, blob=blob)
    tx.audit("users.export_wanted", "export", export_id)
    return export_id


async def exports(tx: Tx, person: UserId) -> list[Export]:
    """Return the caller's copies, newest first."""
    return await store.exports(tx, user_id=person)


async def export_file(tx: Tx, person: UserId, export_id: UUID) -> ExportFile:
    """Return where a copy of the caller's lies; that he fetched it is on record.

    Raises:
        Unknown: he has none of this id, it is not made yet, or it has expired.
    """
    await tx.as_service()
    found = await store.file_of_export(tx, ExportId(export_id), user_id=person)
    tx.audit("users.export_fetched", "export", export_id)
    return found


async def ask_erasure(tx: Tx, person: UserId, *, grace: timedelta) -> Erasure:
    """Note that the caller wants to be forgotten, and sign him out everywhere.

    Args:
        grace: How long he can take it back.

    Raises:
        ErasureUnderWay: he asked before.
    """
    await tx.as_service()
    await store.ask_erasure(tx, erasure_id=ErasureId(uuid7()), user_id=person, grace=grace)
    await store.end_sessions(tx, user_id=person)
    tx.announce(ErasureAsked(person))
    tx.audit("users.erasure_asked", "user", person)
    found = await store.open_erasure(tx, user_id=person)
    if found is None:
        raise ErasureNotOpen
    return found


async def erasure(tx: Tx, person: UserId) -> Erasure | None:
    """Return the caller's wish to be forgotten, if it is open."""
    return await store.open_erasure(tx, user_id=person)


async def take_back(tx: Tx, person: UserId) -> None:
    """Stay.

    Raises:
        ErasureNotOpen: there is nothing to take back, or it is being done.
    """
    await tx.as_service()
    if not await store.take_back(tx, user_id=person):
        raise ErasureNotOpen
    tx.audit("users.erasure_taken_back", "user", person)
