"""Carts: places set aside for somebody who is about to buy."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from showground.db.principal import ApiKey, Person
from showground.domains.ticketing import rules, service, store
from showground.domains.ticketing.types import CartOpened
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from showground.db.principal import Principal
    from showground.db.tx import Tx
    from showground.domains.ticketing.store import Released
    from showground.domains.ticketing.types import Cart, CartLine, Line


def digest(secret: str) -> bytes:
    """Return what is stored of a cart's secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


async def open_cart(tx: Tx, event_id: UUID, lines: Sequence[Line], *, hold_for: timedelta) -> CartOpened:
    """Hold the places of some lines, all or none, for somebody who sees the event.

    Raises:
        NotOnSale: the event is hidden or does not sell, or a tier does not.
        QuantityRefused: fewer or more than one order may have.
        SoldOut: a pool has too few places left.
    """
    offer = await service.offer(tx, event_id)
    rules.check_lines(lines, offer, now=datetime.now(UTC))
    secret, cart_id = secrets.token_urlsafe(24), uuid7()
    buyer = person_of(tx.principal)
    await tx.as_service()
    ends = await store.hold_cart(
        tx,
        cart_id=cart_id,
        event_id=event_id,
        buyer=buyer,
        secret_hash=digest(secret),
        tiers=[line.tier for line in lines],
        quantities=[line.quantity for line in lines],
        hold_for=hold_for,
    )
    return CartOpened(cart_id, secret, ends)


async def cart(tx: Tx, cart_id: UUID, *, secret: str | None = None) -> tuple[Cart, list[CartLine]]:
    """Return a cart and its lines to its person, or to whoever holds its secret.

    Raises:
        Unknown: there is no such cart of his.
    """
    await tx.as_service()
    found = await prove(tx, cart_id, buyer=person_of(tx.principal), secret=secret)
    return found, await lines(tx, cart_id)


async def prove(tx: Tx, cart_id: UUID, *, buyer: UUID | None, secret: str | None) -> Cart:
    """Return a cart if it is the buyer's, or the secret is its own; for a transaction that acts as the service.

    Raises:
        Unknown: there is no such cart of his.
    """
    return await store.cart(tx, cart_id=cart_id, user_id=buyer, secret_hash=digest(secret) if secret else None)


async def lines(tx: Tx, cart_id: UUID) -> list[CartLine]:
    """Return what a cart wants, for a transaction that acts as the service."""
    return await store.cart_lines(tx, cart_id=cart_id)


async def release_cart(tx: Tx, cart_id: UUID, *, secret: str | None = None) -> int:
    """Let a cart's places go; return how many. Places of a cart that was ordered stay.

    Raises:
        Unknown: there is no such cart of the caller's.
    """
    found, _ = await cart(tx, cart_id, secret=secret)
    return await store.release_cart(tx, cart_id=found.id)


async def release_abandoned(
    tx: Tx,
    *,
    event_id: UUID | None = None,
    older_than: timedelta = timedelta(0),
    most: int = 500,
    dry_run: bool = False,
) -> Released:
    """End pending orders and carts whose time has been over for `older_than`; the worker's sweep."""
    await tx.as_service()
    return await store.release_abandoned(tx, event_id=event_id, older_than=older_than, most=most, dry_run=dry_run)


def person_of(principal: Principal) -> UUID | None:
    """Return the person a principal acts for, if any."""
    return principal.user_id if isinstance(principal, Person | ApiKey) else None
