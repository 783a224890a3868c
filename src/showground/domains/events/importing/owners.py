"""Whose imported events are: somebody named by a handle, or the platform's archive, made when first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.domains.events.importing.drafts import Credit, OwnerType
from showground.domains.events.importing.writing import SQL
from showground.kit.faults import Conflict, Unknown

if TYPE_CHECKING:
    from showground.db.tx import Tx

ARCHIVIST = UUID("0197a000-0000-7000-8000-000000000001")  # known by id: anybody may have taken the handle
ARCHIVE = UUID("0197a000-0000-7000-8000-000000000002")
HANDLES = ("archive", "archive-of-imports")
OF_ARCHIVE = Credit("organization", ARCHIVE, ARCHIVIST)
KINDS: dict[str, OwnerType] = {"person": "user", "organization": "organization"}


class NoSuchOwner(Unknown):
    """Imported events need an owner who is here."""

    code = "events.no_such_owner"
    says = "Neither a person nor an organization has this handle."


class AmbiguousOwner(Conflict):
    """Handles of people and of organizations are two worlds."""

    code = "events.ambiguous_owner"
    says = "A person and an organization have this handle; say person:HANDLE or organization:HANDLE."


class Owner(msgspec.Struct, frozen=True):
    """Somebody who can own events."""

    owner_type: OwnerType
    id: UUID


async def credit_of_archive(tx: Tx) -> Credit:
    """Return the archive's credit; the archive is made when it is not there yet."""
    await tx.as_service()
    await _ensure(tx, "archivist_exists", "add_archivist", ARCHIVIST)
    await _ensure(tx, "archive_exists", "add_archive", ARCHIVE, archivist=ARCHIVIST)
    await tx.run(SQL["add_archive_owner"], archive=ARCHIVE, archivist=ARCHIVIST)
    return OF_ARCHIVE


async def owner_of_handle(tx: Tx, handle: str) -> Owner:
    """Return who has a handle; writes nothing.

    Args:
        handle: Bare, or with `person:` or `organization:` before it.

    Raises:
        NoSuchOwner: nobody has it.
        AmbiguousOwner: a person and an organization have it.
    """
    wanted, _, rest = handle.rpartition(":")
    found = await tx.all(SQL["owners_of_handle"], Owner, handle=rest.removeprefix("@"))
    owners = [owner for owner in found if not wanted or owner.owner_type == KINDS.get(wanted)]
    if not owners:
        raise NoSuchOwner(handle=handle)
    if len(owners) > 1:
        raise AmbiguousOwner(handle=handle)
    return owners[0]


async def credit_of_handle(tx: Tx, handle: str) -> Credit:
    """Return the credit of who has a handle; it is the archivist who brings the events.

    Raises:
        NoSuchOwner, AmbiguousOwner: as `owner_of_handle`.
    """
    owner = await owner_of_handle(tx, handle)
    archive = await credit_of_archive(tx)
    return Credit(owner.owner_type, owner.id, archive.created_by)


async def _ensure(tx: Tx, exists: str, add: str, wanted: UUID, **more: object) -> None:
    for handle in HANDLES:
        if await tx.value(SQL[exists], id=wanted):
            return
        await tx.run(SQL[add], id=wanted, handle=handle, **more)
    if not await tx.value(SQL[exists], id=wanted):
        raise Conflict(f"The handles {' and '.join(HANDLES)} are taken; name an owner with --owner.")
