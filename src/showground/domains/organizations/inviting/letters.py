"""What all invitations have in common, to organizations and to events: sending, finding by link, who may answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from showground.domains.organizations.facts import InvitationMade
from showground.domains.organizations.inviting import store
from showground.domains.organizations.inviting.errors import (
    AddressMalformed,
    ForAnotherAddress,
    InvitationOver,
    InvitedEnough,
    NobodyAsked,
    SentJustNow,
)
from showground.domains.organizations.inviting.types import Asked, InvitationId
from showground.domains.organizations.tokens import hash_of, token_of
from showground.domains.users.errors import EmailMalformed
from showground.domains.users.rules import an_email
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.organizations.inviting.types import Letter, Terms
    from showground.domains.organizations.types import OrgId, OrgRole
    from showground.domains.users.types import UserId

MOST_AT_ONCE, DAY = 50, timedelta(days=1)


async def ask(
    tx: Tx,
    emails: Iterable[str],
    *,
    terms: Terms,
    inviter: UserId,
    org_id: OrgId | None = None,
    role: OrgRole | None = None,
    event_id: UUID | None = None,
) -> tuple[Asked, list[InvitationId]]:
    """Send invitations, as the service: the inviter's right is proved before. All of them or none.

    Raises:
        NobodyAsked: no address, or too many.
        AddressMalformed: one is none; `address` says which.
        InvitedEnough: more than a day's.
    """
    wanted = _addresses(emails)
    place = org_id or event_id
    if place is None:
        raise NobodyAsked
    await store.end_expired(tx, place=place, emails=wanted)
    asked, made = Asked([], []), list[InvitationId]()
    for email in wanted:
        invitation_id = InvitationId(uuid7())
        if not await store.add_invitation(
            tx,
            invitation_id=invitation_id,
            org_id=org_id,
            event_id=event_id,
            role=role,
            email=email,
            token_hash=hash_of(token_of(terms.key, invitation_id)),
            invited_by=inviter,
            lasts=terms.lasts,
        ):
            asked.waiting.append(email)
            continue
        asked.invited.append(email)
        made.append(invitation_id)
        tx.announce(InvitationMade(invitation_id))
    if made:
        await _count(tx, place, len(made), terms)
    return asked, made


async def ask_again(tx: Tx, letter: Letter, *, inviter: UserId, terms: Terms) -> None:
    """Send an invitation once more, with a new time, as the service.

    Raises:
        InvitationOver: it was answered or taken back.
        SentJustNow: the latest letter is too young.
        InvitedEnough: more than a day's.
    """
    if letter.status not in {"open", "expired"}:
        raise InvitationOver(status=letter.status)
    if not await store.send_again(
        tx,
        invitation_id=letter.id,
        token_hash=hash_of(token_of(terms.key, letter.id)),
        invited_by=inviter,
        lasts=terms.lasts,
        pause=terms.pause,
    ):
        raise SentJustNow(retry_after=int(terms.pause.total_seconds()))
    place = letter.org_id or letter.event_id
    if place is not None:
        await _count(tx, place, 1, terms)
    tx.announce(InvitationMade(letter.id))


async def answerable(tx: Tx, token: str, *, person: UserId) -> Letter:
    """Return the open invitation of a link for the person it was sent to, locked; his address is proved by that.

    Raises:
        Unknown: no invitation has this link.
        InvitationOver: it is not open.
        ForAnotherAddress: his account has another address.
    """
    await tx.as_service()
    letter = await store.lock_letter(tx, hash_of(token))
    still_open(letter)
    if await store.address_of(tx, person) != letter.email:
        raise ForAnotherAddress
    await store.prove_address(tx, user_id=person, email=letter.email)
    return letter


def still_open(letter: Letter) -> None:
    """Let pass what can be answered.

    Raises:
        InvitationOver: it cannot; `status` says why.
    """
    if letter.status != "open":
        raise InvitationOver(status=letter.status)


def _addresses(emails: Iterable[str]) -> list[str]:
    wanted: list[str] = []
    for text in filter(None, (one.strip() for one in emails)):
        try:
            wanted.append(an_email(text).lower())
        except EmailMalformed as error:
            raise AddressMalformed(address=text[:254]) from error
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise NobodyAsked
    return list(dict.fromkeys(wanted))


async def _count(tx: Tx, place: UUID, letters: int, terms: Terms) -> None:
    wait = await store.take_letters(tx, bucket=f"invitations:{place}", letters=letters, most=terms.most, per=DAY)
    if wait:
        raise InvitedEnough(retry_after=wait)
