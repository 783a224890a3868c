"""Every question put to the audit log. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.events.auditing.types import Entry

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.auditing.types import Wanted
    from showground.domains.organizations.types import OrgId
    from showground.domains.users.types import UserId

SQL = named(__name__)


async def owner_org_of(tx: Tx, event_id: UUID) -> UUID | None:
    """Return the organization that an event belongs to; None: a person, or the caller does not see it."""
    owner: UUID | None = await tx.value(SQL["owner_org_of"], event_id=event_id)
    return owner


async def entries_of_organization(tx: Tx, *, org_id: OrgId, wanted: Wanted, before: UUID, limit: int) -> list[Entry]:
    """Return an organization's entries, newest first."""
    return await tx.all(
        SQL["entries_of_organization"],
        Entry,
        org_id=org_id,
        before=before,
        area=wanted.area,
        who=wanted.who,
        since=wanted.since,
        until=wanted.until,
        limit=limit,
    )


async def entries_of_person(tx: Tx, *, user_id: UserId, wanted: Wanted, before: UUID, limit: int) -> list[Entry]:
    """Return the entries about a person's own events, newest first."""
    return await tx.all(
        SQL["entries_of_person"],
        Entry,
        user_id=user_id,
        before=before,
        area=wanted.area,
        who=wanted.who,
        since=wanted.since,
        until=wanted.until,
        limit=limit,
    )


async def entries_of_platform(tx: Tx, *, wanted: Wanted, before: UUID, limit: int) -> list[Entry]:
    """Return everybody's entries, newest first."""
    return await tx.all(
        SQL["entries_of_platform"],
        Entry,
        before=before,
        area=wanted.area,
        who=wanted.who,
        since=wanted.since,
        until=wanted.until,
        limit=limit,
    )
