"""What a browser without an account carries: the secrets of its carts, and which orders it may see again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from showground.db.principal import Guest
from showground.http.desk import API
from showground.http.sessions import DAY_SECONDS, https
from showground.kit.faults import Unauthenticated, Unknown
from showground.kit.sealing import seal, unseal_by_any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from showground.db.principal import Principal
    from showground.db.tx import Tx
    from showground.http.desk import Desk

T = TypeVar("T")
MOST_ORDERS = 8
ORDERS_DAYS = 400  # a ticket bought a year ahead still opens


def keep_cart(desk: Desk, cart_id: UUID, secret: str) -> None:
    """Give the browser what proves its cart, for somewhat longer than its hold."""
    desk.keep(desk.names.make(_cart_name(desk, cart_id), secret, seconds=DAY_SECONDS))


def secret_of_cart(desk: Desk, cart_id: UUID) -> str | None:
    """Return what proves a cart, if this browser opened it."""
    found: str | None = desk.request.cookies.get(_cart_name(desk, cart_id))
    return found


def forget_cart(desk: Desk, cart_id: UUID) -> None:
    """Take a cart's secret back."""
    desk.keep(desk.names.drop(_cart_name(desk, cart_id)))


def keep_order(desk: Desk, order_id: UUID) -> None:
    """Let the browser see an order again without its link; the latest eight are kept."""
    kept = [order_id, *(one for one in orders_kept(desk) if one != order_id)][:MOST_ORDERS]
    token = seal(desk.keyring.key("guest-orders"), b"".join(one.bytes for one in kept))
    desk.keep(desk.names.make(_orders_name(desk), token, seconds=ORDERS_DAYS * DAY_SECONDS))


def orders_kept(desk: Desk) -> list[UUID]:
    """Return the orders that this browser may see as a guest."""
    token = desk.request.cookies.get(_orders_name(desk))
    payload = unseal_by_any(desk.keyring.keys("guest-orders"), token) if token else None
    if not payload or len(payload) % 16:
        return []
    return [UUID(bytes=payload[at : at + 16]) for at in range(0, len(payload), 16)]


async def shown_to(desk: Desk, read: Callable[[Tx], Awaitable[T]], *, order_id: UUID | None = None) -> T:
    """Read as whoever may: the person or the order's link, else as the guest of an order that this browser made.

    Args:
        order_id: The order it is about, when that is known; else each order of this browser is tried.

    Raises:
        Unknown: it is none of theirs. Unauthenticated: nor is anybody signed in who might see it.
    """
    guests = [Guest(one) for one in orders_kept(desk) if order_id in {None, one}]
    as_person = [desk.as_viewer] if desk.viewer and isinstance(desk.principal, Guest) else []
    candidates: list[Principal] = [desk.principal, *as_person, *guests]
    for principal in candidates:
        try:
            async with desk.db.acting_as(principal) as tx:
                found = await read(tx)
        except Unknown:
            continue
        if isinstance(principal, Guest):
            desk.is_private = True
            if principal not in guests:
                keep_order(desk, principal.order_id)
        return found
    if desk.viewer is None and not desk.request.scope["path"].startswith(API):
        raise Unauthenticated
    raise Unknown


def _cart_name(desk: Desk, cart_id: UUID) -> str:
    return f"{_prefix(desk)}showground_cart_{cart_id.hex}"


def _orders_name(desk: Desk) -> str:
    return f"{_prefix(desk)}showground_orders"


def _prefix(desk: Desk) -> str:
    return "__Host-" if https(desk.settings) else ""
