"""People and organizations as operators look them up. Whose address or page was looked at is on record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from showground.db.sql import named
from showground.http.operating.types import (
    Balance,
    MembershipRow,
    OrgEvent,
    OrgFile,
    OrgMember,
    OrgRow,
    PersonAnswer,
    PersonFile,
    PersonRow,
)
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.http.operating.types import PeopleState

SQL = named(__name__)
LAST = UUID(int=(1 << 128) - 1)
WORD, AS_WRITTEN = re.compile(r"[^\W_]+"), re.compile(r"[^\W_][\w-]*")


def prefixes(text: str) -> str | None:
    """Return a query for texts with words that begin as these do; None: there are none in it.

    Or with what is joined by hyphens as it is written: PostgreSQL takes some of it for numbers below zero.
    """
    apart, joined = (
        " & ".join(f"'{word}':*" for word in pattern.findall(text.lower())) for pattern in (WORD, AS_WRITTEN)
    )
    return " | ".join(dict.fromkeys((apart, joined))) or None


async def people(
    tx: Tx, *, named_like: str = "", state: PeopleState | None = None, cursor: str | None = None, limit: int
) -> Page[PersonRow]:
    """Return people, newest first: all of them, those of a state, or those whose name or handle has such words.

    Raises:
        Invalid: the cursor is none of ours.
    """
    (before,) = decode_cursor(cursor, tuple[UUID]) if cursor else (LAST,)
    if words := prefixes(named_like):
        found = await tx.all(SQL["people_named"], PersonRow, words=words, before=before, limit=limit + 1)
    elif state == "operators":
        found = await tx.all(SQL["operators"], PersonRow, before=before, limit=limit + 1)
    elif state == "closed":
        found = await tx.all(SQL["closed_people"], PersonRow, before=before, limit=limit + 1)
    else:
        found = await tx.all(SQL["people"], PersonRow, before=before, limit=limit + 1)
    return paged(found, limit, "id")


async def person_with_email(tx: Tx, email: str) -> UUID | None:
    """Return who has exactly this address. That somebody asked is on record, whatever the answer."""
    found: UUID | None = await tx.value(SQL["person_with_email"], email=email.strip())
    tx.audit("users.address_searched", "person", found)
    return found


async def person(tx: Tx, person_id: UUID) -> PersonAnswer:
    """Return a person with his address. That somebody looked is on record.

    Raises:
        Unknown: there is nobody like that.
    """
    found = await tx.one(SQL["person_file"], PersonFile, person=person_id)
    answer = PersonAnswer(found, await tx.all(SQL["memberships"], MembershipRow, person=person_id))
    tx.audit("users.looked_up", "person", found.id)
    return answer


async def organizations(tx: Tx, *, named_like: str = "", cursor: str | None = None, limit: int) -> Page[OrgRow]:
    """Return organizations, newest first: all of them, or those whose name or handle has such words.

    Raises:
        Invalid: the cursor is none of ours.
    """
    (before,) = decode_cursor(cursor, tuple[UUID]) if cursor else (LAST,)
    if words := prefixes(named_like):
        found = await tx.all(SQL["organizations_named"], OrgRow, words=words, before=before, limit=limit + 1)
    else:
        found = await tx.all(SQL["organizations"], OrgRow, before=before, limit=limit + 1)
    return paged(found, limit, "id")


async def organization(tx: Tx, org_id: UUID) -> OrgFile:
    """Return an organization with its members, latest events and balances; money is not moved here.

    Raises:
        Unknown: there is none.
    """
    return OrgFile(
        await tx.one(SQL["organization"], OrgRow, org_id=org_id),
        await tx.all(SQL["org_members"], OrgMember, org_id=org_id),
        await tx.all(SQL["org_events"], OrgEvent, org_id=org_id),
        await tx.all(SQL["org_balances"], Balance, org_id=org_id),
    )
