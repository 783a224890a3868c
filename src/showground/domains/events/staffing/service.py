"""Asking people to help at one event, changing and ending their roles; and what the link of any invitation opens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from showground.domains.events.auditing.service import note
from showground.domains.events.managing.service import managed
from showground.domains.events.staffing import store
from showground.domains.events.staffing.errors import EndsAlready
from showground.domains.events.staffing.types import StaffList
from showground.domains.organizations.inviting import letters
from showground.domains.organizations.inviting import service as inviting
from showground.domains.organizations.inviting import store as invitations
from showground.domains.organizations.inviting.errors import InvitationOver
from showground.domains.organizations.inviting.types import Asked, Joined, Welcome
from showground.domains.organizations.tokens import hash_of
from showground.kit.faults import Refused, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.staffing.types import Helped
    from showground.domains.events.types import StaffRole
    from showground.domains.organizations.inviting.types import InvitationId, Letter, Terms
    from showground.domains.users.types import UserId


async def staff(tx: Tx, event_id: UUID) -> StaffList:
    """Return who helps at an event and who is asked to, to those who decide it.

    Raises:
        Unknown: the event is hidden from the caller.
        Refused: he does not decide it.
    """
    await _must_staff(tx, event_id)
    return StaffList(await store.staff(tx, event_id), await store.waiting(tx, event_id))


async def helped(tx: Tx) -> list[Helped]:
    """Return the events at which the caller helps."""
    return await store.helped_by_caller(tx)


async def invite(
    tx: Tx,
    event_id: UUID,
    *,
    actor: UserId,
    emails: Iterable[str],
    role: StaffRole,
    terms: Terms,
    ends_at: datetime | None = None,
) -> Asked:
    """Ask people to help at an event; says nothing about who has an account.

    Args:
        ends_at: When the role ends by itself; None: when somebody ends it.

    Raises:
        EndsAlready: that is past.
        Refused: the actor does not decide it.
        Fault: what `letters.ask` refuses; then nobody was asked.
    """
    await _must_staff(tx, event_id)
    _must_be_to_come(ends_at)
    asked, made = await letters.ask(tx, emails, terms=terms, inviter=actor, event_id=event_id)
    await store.offer_role(tx, invitations=made, event_id=event_id, role=role, ends_at=ends_at)
    for email, invitation_id in zip(asked.invited, made, strict=True):
        await note(tx, "events.staff_invited", "invitation", invitation_id, event=event_id, email=email, role=role)
    return asked


async def send_again(tx: Tx, event_id: UUID, invitation_id: InvitationId, *, actor: UserId, terms: Terms) -> None:
    """Send an invitation once more; its time begins anew.

    Raises:
        Unknown: the event has none of this id.
        Fault: what `letters.ask_again` refuses.
    """
    letter = await _letter_of(tx, event_id, invitation_id)
    await letters.ask_again(tx, letter, inviter=actor, terms=terms)


async def revoke(tx: Tx, event_id: UUID, invitation_id: InvitationId) -> None:
    """Take an invitation back.

    Raises:
        Unknown: the event has none of this id.
        InvitationOver: it was answered.
    """
    letter = await _letter_of(tx, event_id, invitation_id)
    if not await invitations.revoke(tx, letter.id):
        raise InvitationOver(status=letter.status)
    action = "organizations.invitation_revoked"
    await note(tx, action, "invitation", letter.id, event=event_id, email=letter.email)


async def set_role(
    tx: Tx, event_id: UUID, *, actor: UserId, person: UserId, role: StaffRole, ends_at: datetime | None = None
) -> None:
    """Give somebody who helps, or did, a role in place of the one he has.

    Raises:
        EndsAlready: it would end before it begins.
        Refused: the actor does not decide it.
        Unknown: that person does not help here; people come by invitation.
    """
    await _must_staff(tx, event_id)
    _must_be_to_come(ends_at)
    was = await store.lock_role(tx, event_id=event_id, user_id=person)
    if was is None:
        raise Unknown
    await store.set_role(tx, event_id=event_id, user_id=person, role=role, ends_at=ends_at, given_by=actor)
    until = {"ends_at": ends_at.isoformat()} if ends_at else {}
    await note(tx, "events.staff_set", "person", person, event=event_id, was=was, role=role, **until)


async def remove(tx: Tx, event_id: UUID, *, actor: UserId, person: UserId) -> None:
    """End somebody's role at an event, at once; anybody may end his own.

    Raises:
        Refused: it is another's, and the actor does not decide it.
        Unknown: that person does not help here.
    """
    if person == actor:
        await tx.as_service()
    else:
        await _must_staff(tx, event_id)
    was = await store.lock_role(tx, event_id=event_id, user_id=person)
    if was is None:
        raise Unknown
    await store.remove(tx, event_id=event_id, user_id=person)
    action = "events.staff_left" if person == actor else "events.staff_removed"
    await note(tx, action, "person", person, event=event_id, was=was)


async def shown(tx: Tx, token: str) -> Welcome:
    """Return what the invitation of a link asks, to whoever holds the link.

    Raises:
        Unknown: no invitation has this link.
    """
    await tx.as_service()
    letter = await invitations.lock_letter(tx, hash_of(token))
    if letter.event_id is None:
        return await inviting.welcome(tx, letter)
    offer = await store.offered(tx, letter.id)
    return Welcome(
        "event",
        offer.title,
        offer.slug,
        offer.role,
        letter.inviter_name,
        letter.email,
        letter.expires_at,
        letter.status,
    )


async def accept(tx: Tx, token: str, *, person: UserId) -> Joined:
    """Join what the invitation of a link asks for: a team, or the helpers of an event.

    Raises:
        Fault: what `letters.answerable` and `inviting.join` refuse.
        InvitationOver: whoever asked may no longer decide who helps.
    """
    letter = await letters.answerable(tx, token, person=person)
    if letter.event_id is None:
        return await inviting.join(tx, letter, person=person)
    if not await store.staffed_by(tx, event_id=letter.event_id, user_id=letter.invited_by):
        raise InvitationOver(status="revoked")
    offer = await store.offered(tx, letter.id)
    await store.set_role(
        tx,
        event_id=letter.event_id,
        user_id=person,
        role=offer.role,
        ends_at=offer.ends_at,
        given_by=letter.invited_by,
    )
    await invitations.set_accepted(tx, invitation_id=letter.id, user_id=person)
    await note(tx, "events.staff_joined", "invitation", letter.id, event=letter.event_id, role=offer.role)
    return Joined(None, offer.role, letter.event_id)


async def _must_staff(tx: Tx, event_id: UUID) -> None:
    """Prove the caller's right as himself, then act as the service."""
    await managed(tx, event_id, "team")
    if not await store.staffed_by_caller(tx, event_id):
        raise Refused
    await tx.as_service()


def _must_be_to_come(ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= datetime.now(UTC):
        raise EndsAlready


async def _letter_of(tx: Tx, event_id: UUID, invitation_id: InvitationId) -> Letter:
    await _must_staff(tx, event_id)
    letter = await invitations.letter(tx, invitation_id)
    if letter.event_id != event_id:
        raise Unknown
    return letter
