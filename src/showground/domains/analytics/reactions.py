"""What analytics does when something has happened. Each reaction may run twice: the second time changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.principal import Worker
from showground.domains.analytics import store
from showground.domains.payments.facts import OrderPaid

if TYPE_CHECKING:
    from showground.db.tx import Database


async def count_purchase(db: Database, fact: OrderPaid) -> None:
    """Count each ticket of a paid order as bought."""
    async with db.acting_as(Worker()) as tx:
        await store.count_purchase(tx, order_id=fact.order)


REACTIONS = {OrderPaid: [count_purchase]}
