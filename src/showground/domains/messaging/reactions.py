"""What messaging does when something has happened. Each reaction may run twice: the second time changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from showground.db.principal import Worker
from showground.domains.messaging import store
from showground.domains.messaging.mail import queueing
from showground.domains.messaging.mail.catalogue import (
    EMAIL_CHANGE,
    ERASURE_ASKED,
    EXPORT_READY,
    FACTORS_CHANGED,
    PASSWORD_CHANGED,
)
from showground.domains.organizations.facts import InvitationMade
from showground.domains.payments.facts import OrderPaid
from showground.domains.ticketing.facts import OrderLinksWanted
from showground.domains.users.facts import (
    EmailChangeWanted,
    EmailProofWanted,
    ErasureAsked,
    ExportReady,
    FactorsChanged,
    PasswordChanged,
    PasswordResetWanted,
)
from showground.kit.format import number
from showground.kit.ids import uuid7
from showground.kit.words import gettext, ngettext, speaking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from showground.db.tx import Database


async def tell_buyer(db: Database, fact: OrderPaid) -> None:
    """Tell a signed-in buyer in his language that the tickets are there; a guest has the receipt."""
    async with db.acting_as(Worker()) as tx:
        bought = await store.purchase(tx, order_id=fact.order)
        if bought is None:
            return
        with speaking(bought.language):
            title = gettext("Your tickets for %(title)s") % {"title": bought.title}
            body = ngettext(
                "One ticket is waiting for you.", "%(num)s tickets are waiting for you.", bought.tickets_count
            ) % {"num": number(bought.tickets_count)}
        await store.notify(
            tx,
            notification_id=uuid7(),
            recipient=bought.user_id,
            event_id=bought.event_id,
            kind="ticketing.order_paid",
            dedupe_key=f"order:{fact.order}",
            title=title,
            body=body,
            target_path=f"/orders/{fact.order}",
        )


async def confirm_order(db: Database, fact: OrderPaid) -> None:
    """Write to whoever bought, guest or not."""
    async with db.acting_as(Worker()) as tx:
        await queueing.order_paid(tx, fact.order)


async def send_order_links(db: Database, fact: OrderLinksWanted, fact_id: UUID) -> None:
    """Write to the address under which an order was made."""
    async with db.acting_as(Worker()) as tx:
        await queueing.order_links(tx, fact.order, fact_id=fact_id)


async def ask_for_proof(db: Database, fact: EmailProofWanted, fact_id: UUID) -> None:
    """Write to the address that is to be proved."""
    async with db.acting_as(Worker()) as tx:
        await queueing.email_proof(tx, fact.user, fact_id=fact_id)


async def offer_reset(db: Database, fact: PasswordResetWanted, fact_id: UUID) -> None:
    """Write to the account's address."""
    async with db.acting_as(Worker()) as tx:
        await queueing.password_reset(tx, fact.user, fact_id=fact_id)


async def invite(db: Database, fact: InvitationMade, fact_id: UUID) -> None:
    """Write to whoever is asked to help."""
    async with db.acting_as(Worker()) as tx:
        await queueing.invitation(tx, fact.invitation, fact_id=fact_id)


async def tell_of_email_change(db: Database, fact: EmailChangeWanted, fact_id: UUID) -> None:
    """Write to the present address that another is wanted."""
    async with db.acting_as(Worker()) as tx:
        await queueing.account_notice(tx, EMAIL_CHANGE, fact.user, fact_id=fact_id)


async def tell_of_password(db: Database, fact: PasswordChanged, fact_id: UUID) -> None:
    """Write that the password is another."""
    async with db.acting_as(Worker()) as tx:
        await queueing.account_notice(tx, PASSWORD_CHANGED, fact.user, fact_id=fact_id)


async def tell_of_factors(db: Database, fact: FactorsChanged, fact_id: UUID) -> None:
    """Write that a second step or a passkey came or went."""
    async with db.acting_as(Worker()) as tx:
        await queueing.account_notice(tx, FACTORS_CHANGED, fact.user, fact_id=fact_id)


async def tell_of_data(db: Database, fact: ExportReady, fact_id: UUID) -> None:
    """Write that a copy of somebody's data can be fetched."""
    async with db.acting_as(Worker()) as tx:
        await queueing.account_notice(tx, EXPORT_READY, fact.user, fact_id=fact_id)


async def tell_of_erasure(db: Database, fact: ErasureAsked, fact_id: UUID) -> None:
    """Write until when somebody can take back that he wants to be forgotten."""
    async with db.acting_as(Worker()) as tx:
        await queueing.account_notice(tx, ERASURE_ASKED, fact.user, fact_id=fact_id)


REACTIONS: dict[type[Any], list[Callable[..., Awaitable[None]]]] = {
    OrderPaid: [tell_buyer, confirm_order],
    OrderLinksWanted: [send_order_links],
    EmailProofWanted: [ask_for_proof],
    PasswordResetWanted: [offer_reset],
    InvitationMade: [invite],
    EmailChangeWanted: [tell_of_email_change],
    PasswordChanged: [tell_of_password],
    FactorsChanged: [tell_of_factors],
    ExportReady: [tell_of_data],
    ErasureAsked: [tell_of_erasure],
}
