"""Makers of carts and purchases, through the till as buyers use it."""

from __future__ import annotations

from datetime import timedelta

from tests.make.shop import Shop
from tests.make.users import Made

from showground.db.principal import Anonymous
from showground.domains.payments.till import Till
from showground.domains.payments.types import Purchase, Receipt
from showground.domains.ticketing import carts
from showground.domains.ticketing.types import CartOpened, Line
from showground.kit.ids import uuid7

PAY_WITHIN = timedelta(minutes=30)


async def cart(make, shop: Shop | None = None, *, buyer: Made | None = None, quantity=1) -> CartOpened:
    """Return a new cart with its places held; a guest's without `buyer`."""
    shop = shop or await make.shop()
    async with make.db.acting_as(buyer.principal if buyer else Anonymous()) as tx:
        return await carts.open_cart(tx, shop.event_id, [Line(shop.tier_id, quantity)], hold_for=timedelta(minutes=15))


async def purchase(make, shop: Shop | None = None, *, buyer: Made | None = None, quantity=1) -> Receipt:
    """Return the receipt of a purchase on the spot: paid when the shop's tickets are free, else awaiting payment."""
    shop = shop or await make.shop()
    wanted = Purchase(
        event_id=shop.event_id,
        lines=(Line(shop.tier_id, quantity),),
        buyer=buyer.user_id if buyer else None,
        email=None if buyer else "guest@example.org",
        contact_name=buyer.name if buyer else "A Guest",
    )
    return (await Till(make.db, pay_within=PAY_WITHIN).check_out(wanted, key=f"purchase-{uuid7()}")).receipt
