"""`showground person`: what somebody may ask for who cannot ask himself: a copy of his data, being forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from showground.cli.desk import desk, row
from showground.db.principal import Worker
from showground.domains.users.acting import store as people
from showground.domains.users.errors import ErasureBlocked
from showground.domains.users.leaving import service
from showground.domains.users.types import UserId
from showground.gateways.storage.opening import open_storage
from showground.http.leaving.blocking import hindrances
from showground.kit.faults import Conflict
from showground.worker.privacy.erasing import erase_guest
from showground.worker.privacy.exporting import guest_of, packed_data, subject_of

if TYPE_CHECKING:
    from showground.db.tx import Database, Tx
    from showground.schema.personal import Subject


def person_export(who: str, file: Path) -> None:
    """Write a copy of everything about a person or a guest into a file that only you can read.

    Parameters
    ----------
    who
        Handle, e-mail address or id; for a guest the address of his orders.
    file
        The ZIP to write; there must be none yet.
    """
    asyncio.run(_export(who, file))


def person_erase(who: str, *, at_once: bool = False) -> None:
    """Forget a person or a guest: what names him goes, money and tickets stay.

    A person gets a letter and can take it back until the day that is printed; a guest is forgotten now.

    Parameters
    ----------
    who
        Handle, e-mail address or id; for a guest the address of his orders.
    at_once
        Leave a person no time to take it back; the worker does it within a minute.
    """
    asyncio.run(_erase(who, at_once=at_once))


async def _export(who: str, file: Path) -> None:
    async with desk() as (db, settings):
        subject = await _called(db, who)
        async with db.acting_as(Worker(), read_only=True) as tx:
            packed = await packed_data(tx, open_storage(settings), subject, site=settings.address)
        _write(file, packed)
        async with db.acting_as(Worker()) as tx:
            tx.audit("users.export_written", "user" if subject.person else "guest", subject.person)
    row(subject.person or "guest", file, len(packed))


async def _erase(who: str, *, at_once: bool) -> None:
    async with desk() as (db, settings):
        subject = await _called(db, who)
        if subject.person is None:
            await erase_guest(db, subject)
            row("guest", "erased", f"{len(subject.orders)} orders")
            return
        person = UserId(subject.person)
        async with db.acting_as(Worker()) as tx:
            if found := await hindrances(tx, person):
                raise ErasureBlocked(" ".join([ErasureBlocked.says, *(one.says for one in found)]))
            grace = timedelta(days=0 if at_once else settings.erasure_days)
            asked = await service.ask_erasure(tx, person, grace=grace)
    row(person, "asked", f"due {asked.due_at:%Y-%m-%d %H:%M}")


async def _called(db: Database, who: str) -> Subject:
    """Return the person with a handle, an address or an id, else the guest of an address.

    Raises:
        Unknown: nobody.
    """
    async with db.acting_as(Worker(), read_only=True) as tx:
        person = await _person_called(tx, who)
        return await subject_of(tx, person) if person else await guest_of(tx, who)


async def _person_called(tx: Tx, who: str) -> UUID | None:
    try:
        return UUID(who)
    except ValueError:
        found = await people.person_named(tx, who.strip().removeprefix("@"))
    return found.user_id if found else None


def _write(file: Path, content: bytes) -> None:
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise Conflict("There is a file of this name already.") from None
    file.write_bytes(content)
