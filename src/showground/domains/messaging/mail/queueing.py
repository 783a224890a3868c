"""Letters that are to be sent: one row for a recipient and a fact, however often it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.messaging.mail import store
from showground.domains.messaging.mail.catalogue import (
    EMAIL_PROOF,
    INVITATION,
    ORDER_LINKS,
    ORDER_PAID,
    PASSWORD_RESET,
)
from showground.domains.ticketing.finding import store as finding
from showground.domains.users import store as users
from showground.domains.users.types import UserId
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.messaging.mail.catalogue import Kind
    from showground.domains.users.types import Reach


async def order_paid(tx: Tx, order_id: UUID) -> int:
    """Queue the letter to whoever bought; 0 when it is there already."""
    return await store.add_order_letter(tx, mail_id=uuid7(), kind=ORDER_PAID.name, order_id=order_id)


async def order_links(tx: Tx, order_id: UUID, *, fact_id: UUID) -> int:
    """Queue the letter with the links of orders to the address under which this one was made; 0 when it is none."""
    buyer = await finding.buyer_of(tx, order_id)
    if buyer is None:
        return 0
    return await store.add(
        tx,
        mail_id=uuid7(),
        kind=ORDER_LINKS.name,
        about_id=order_id,
        recipient=None,
        address=buyer.email,
        lang=buyer.language,
        dedupe_key=f"{ORDER_LINKS.name}:{fact_id}",
    )


async def email_proof(tx: Tx, user: UUID, *, fact_id: UUID) -> int:
    """Queue the letter to the address that a person is to prove: the one he wants, else the one he has."""
    reach = await users.reach_of_account(tx, UserId(user))
    if reach is None:
        return 0
    return await _to_person(tx, EMAIL_PROOF, user, reach, address=reach.wanted_email or reach.email, fact_id=fact_id)


async def password_reset(tx: Tx, user: UUID, *, fact_id: UUID) -> int:
    """Queue the letter with which a person chooses a new password."""
    reach = await users.reach_of_account(tx, UserId(user))
    return (
        0 if reach is None else await _to_person(tx, PASSWORD_RESET, user, reach, address=reach.email, fact_id=fact_id)
    )


async def invitation(tx: Tx, invitation_id: UUID, *, fact_id: UUID) -> int:
    """Queue the letter that asks somebody to help; 0 when it cannot be answered any more."""
    found = await store.invitation(tx, invitation_id)
    if found is None:
        return 0
    return await store.add(
        tx,
        mail_id=uuid7(),
        kind=INVITATION.name,
        about_id=invitation_id,
        recipient=None,
        address=found.email,
        lang=found.language,
        dedupe_key=f"{INVITATION.name}:{fact_id}",
    )


async def account_notice(tx: Tx, kind: Kind, user: UUID, *, fact_id: UUID) -> int:
    """Queue a notice about an account to the address that it has now, which a change has not replaced yet."""
    reach = await users.reach_of_account(tx, UserId(user))
    return 0 if reach is None else await _to_person(tx, kind, user, reach, address=reach.email, fact_id=fact_id)


async def _to_person(tx: Tx, kind: Kind, user: UUID, reach: Reach, *, address: str, fact_id: UUID) -> int:
    return await store.add(
        tx,
        mail_id=uuid7(),
        kind=kind.name,
        about_id=user,
        recipient=user,
        address=address,
        lang=reach.language,
        dedupe_key=f"{kind.name}:{fact_id}",
    )
