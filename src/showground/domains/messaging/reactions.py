"""What messaging does when something has happened. Each reaction may run twice: the second time changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.principal import Worker
from showground.domains.messaging import store
from showground.domains.payments.facts import OrderPaid
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from showground.db.tx import Database


async def tell_buyer(db: Database, fact: OrderPaid) -> None:
    """Tell a signed-in buyer that the tickets are there; a guest has the receipt."""
    async with db.acting_as(Worker()) as tx:
        await store.tell_buyer(tx, notification_id=uuid7(), order_id=fact.order)


REACTIONS = {OrderPaid: [tell_buyer]}
