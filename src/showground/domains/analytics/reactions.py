"""What analytics does when something has happened. Each reaction may run twice: the second time changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from showground.db.principal import Worker
from showground.domains.analytics import store
from showground.domains.payments.facts import OrderPaid
from showground.domains.ticketing.facts import TicketsScanned

if TYPE_CHECKING:
    from showground.db.tx import Database


async def count_purchase(db: Database, fact: OrderPaid) -> None:
    """Count a paid order, and each of its tickets as bought."""
    async with db.acting_as(Worker()) as tx:
        await store.count_order(tx, order_id=fact.order)
        await store.count_purchase(tx, order_id=fact.order)


async def count_scans(db: Database, fact: TicketsScanned) -> None:
    """Count attempts to come in."""
    async with db.acting_as(Worker()) as tx:
        await store.count_scans(tx, scan_ids=fact.scans)


REACTIONS: dict[type[Any], list[Any]] = {OrderPaid: [count_purchase], TicketsScanned: [count_scans]}
