"""Who may read which part of the audit log; and noting what happens to events in the log of their owner."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from showground.domains.events.auditing import rules, store
from showground.domains.organizations.errors import BeyondYourRole
from showground.domains.organizations.rules import power
from showground.domains.organizations.service import as_member
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from showground.db.tx import Tx
    from showground.domains.events.auditing.types import Entry, Line, Wanted
    from showground.domains.users.types import UserId

    Ask = Callable[[UUID, int], Awaitable[list[Entry]]]

NEWEST, AT_ONCE = UUID(int=2**128 - 1), 500


async def note(
    tx: Tx, action: str, subject_type: str, subject_id: UUID | None, /, *, event: UUID, **details: object
) -> None:
    """Note an act about an event that the caller sees, in the log of whoever owns it."""
    org = await store.owner_org_of(tx, event)
    tx.audit(action, subject_type, subject_id, org=org, event=event, **details)


class Log:
    """A part of the audit log that somebody was shown to have a right to."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def page(self, *, cursor: str | None, limit: int) -> Page[Line]:
        """Return a page, newest first."""
        before = decode_cursor(cursor, tuple[UUID])[0] if cursor else NEWEST
        found = await self._ask(before, limit + 1)
        return paged([rules.line(entry) for entry in found], limit, "id")

    async def every(self) -> AsyncIterator[Line]:
        """Give all of it, newest first."""
        before = NEWEST
        while found := await self._ask(before, AT_ONCE):
            for entry in found:
                yield rules.line(entry)
            before = found[-1].id


async def log_of_organization(tx: Tx, handle: str, *, actor: UserId, wanted: Wanted) -> Log:
    """Open an organization's log, for its admins and owners.

    Raises:
        Refused: the actor is not in it.
        BeyondYourRole: he is neither.
    """
    organization, role = await as_member(tx, handle, actor)
    if power(role) < power("admin"):
        raise BeyondYourRole
    await tx.as_service()
    return Log(
        lambda before, limit: store.entries_of_organization(
            tx, org_id=organization.id, wanted=wanted, before=before, limit=limit
        )
    )


async def log_of_person(tx: Tx, *, person: UserId, wanted: Wanted) -> Log:
    """Open the log of the events that a person owns himself, for himself."""
    await tx.as_service()
    return Log(
        lambda before, limit: store.entries_of_person(tx, user_id=person, wanted=wanted, before=before, limit=limit)
    )


def log_of_platform(tx: Tx, *, wanted: Wanted) -> Log:
    """Open everybody's log; the transaction is an operator's, or the platform's own."""
    return Log(lambda before, limit: store.entries_of_platform(tx, wanted=wanted, before=before, limit=limit))
