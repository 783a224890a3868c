"""What each kind of letter says: read when it is written, so that it is true then and its links are new."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from showground.domains.messaging.mail import store
from showground.domains.messaging.mail.rules import spoken_name
from showground.domains.organizations.tokens import PURPOSE as INVITATION
from showground.domains.organizations.tokens import hash_of, token_of
from showground.domains.ticketing.finding import store as finding
from showground.domains.ticketing.reading import service as reading
from showground.domains.ticketing.tokens import ORDER_LINK, ORDER_PARAMETER, order_token
from showground.domains.users import letters as accounts
from showground.domains.users.leaving import service as leaving
from showground.domains.users.tokens import EMAIL_PROOF, PASSWORD_RESET
from showground.domains.users.types import UserId
from showground.kit.faults import Unknown
from showground.kit.format import money

MOST_ORDERS = 50

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.types import EventCard
    from showground.domains.messaging.mail.types import Letterhead, Mail
    from showground.domains.users.types import AccountLetter

    Content = dict[str, Any] | None


async def order_paid(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return what a buyer is told of a paid order; a guest's link lets him in, a person signs in."""
    try:
        found = await reading.order_page(tx, mail.about_id)
    except Unknown:
        return None
    order = found.order
    if order.status != "paid" or not found.tickets:
        return None
    href = f"{head.address}/orders/{order.id}"
    if order.user_id is None:
        href = _link_of(order.id, head)
    return {
        "order": order,
        "event": found.event,
        "place": _place(found.event),
        "lines": [
            (line.quantity, line.tier_name, money(line.total_amount, order.currency_code)) for line in found.lines
        ],
        "fee": money(fee, order.currency_code) if (fee := order.total_amount - order.subtotal_amount) else "",
        "href": href,
        "tickets_count": len(found.tickets),
        "is_guest": order.user_id is None,
    }


async def order_links(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return the links of the orders that were made under an address without an account."""
    buyer = await finding.buyer_of(tx, mail.about_id)
    if buyer is None or buyer.email.lower() != mail.address.lower():
        return None
    found = await finding.orders_found(tx, mail.about_id, limit=MOST_ORDERS)
    return {"orders": [(order, _link_of(order.id, head)) for order in found]}


async def email_proof(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return what somebody is told who is to prove his address."""
    found = await accounts.email_proof(tx, UserId(mail.about_id), key=head.key(EMAIL_PROOF), lasts=head.proof_lasts)
    return _about_account(found, mail, head, days=_whole(head.proof_lasts, 86_400))


async def password_reset(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return what somebody is told who wants a new password."""
    found = await accounts.password_reset(
        tx, UserId(mail.about_id), key=head.key(PASSWORD_RESET), lasts=head.reset_lasts
    )
    return _about_account(found, mail, head, minutes=_whole(head.reset_lasts, 60))


async def invitation(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return what somebody is told who is asked to help."""
    found = await store.invitation(tx, mail.about_id)
    token = token_of(head.key(INVITATION), mail.about_id)
    if found is None or found.email.lower() != mail.address.lower() or found.token_hash != hash_of(token):
        return None
    return {
        "place": found.place,
        "inviter": spoken_name(found.inviter_name),
        "expires_at": found.expires_at,
        "href": f"{head.address}/invitations/{token}",
    }


async def account_notice(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return what somebody is told of a change to his account, also at the address that it had before."""
    name = await accounts.name_of(tx, UserId(mail.about_id))
    return None if name is None else {"name": spoken_name(name), "href": f"{head.address}/me/security"}


async def data_notice(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return what somebody is told whose data can be fetched."""
    name = await accounts.name_of(tx, UserId(mail.about_id))
    return None if name is None else {"name": spoken_name(name), "href": f"{head.address}/me/data"}


async def erasure_asked(tx: Tx, mail: Mail, head: Letterhead) -> Content:
    """Return what somebody is told who wants to be forgotten; none once he took it back."""
    content, asked = await data_notice(tx, mail, head), await leaving.erasure(tx, UserId(mail.about_id))
    return None if content is None or asked is None else {**content, "due_at": asked.due_at}


def _about_account(found: AccountLetter | None, mail: Mail, head: Letterhead, **more: int) -> Content:
    """Return the words with the link; none when the address changed since: the link must not reach the old one."""
    if found is None or found.address.lower() != mail.address.lower():
        return None
    return {"name": spoken_name(found.name), "href": head.address + found.path, **more}


def _link_of(order_id: UUID, head: Letterhead) -> str:
    """Return the link that lets a buyer without an account in; made anew with each letter, so it works from now."""
    token = order_token(head.key(ORDER_LINK), order_id, now=datetime.now(UTC))
    return f"{head.address}/orders/{order_id}?{ORDER_PARAMETER}={token}"


def _place(event: EventCard) -> str:
    return "" if event.is_online else ", ".join(part for part in (event.venue_name, event.city) if part)


def _whole(lasts: timedelta, seconds: int) -> int:
    return ceil(lasts.total_seconds() / seconds)
