"""Finding orders again that were made without an account: nobody learns here whether there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from showground.domains.ticketing.facts import OrderLinksWanted
from showground.domains.ticketing.finding import store

if TYPE_CHECKING:
    from showground.db.tx import Tx


async def want_links(tx: Tx, email: str) -> None:
    """Have a letter with the links of an address's orders sent to it, if there are any. Does the same work if not."""
    await tx.as_service()
    newest = await store.newest_order_of(tx, email.strip().replace("\0", ""))
    tx.announce(OrderLinksWanted(newest or uuid4()))
