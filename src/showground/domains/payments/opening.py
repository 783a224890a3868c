"""How an order is paid: its payment is made known to the provider, who says what the payer has to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from showground.db import fault
from showground.db.principal import Worker
from showground.domains.payments import store
from showground.domains.payments.calling import asked
from showground.domains.payments.errors import PaymentState
from showground.domains.payments.types import Pace

if TYPE_CHECKING:
    from showground.db.tx import Database
    from showground.domains.payments.ports import Provider
    from showground.gateways.payments.messages import Bill, HowToPay


async def open_payment(db: Database, provider: Provider, bill: Bill, *, pace: Pace | None = None) -> HowToPay:
    """Open a payment at its provider, once however often; return how it is paid now.

    Raises:
        PaymentState: its time is over.
        Unavailable: the provider does not answer; the same call can be made again.
    """
    pace = pace or Pace()
    if bill.expires_at is not None and bill.expires_at <= datetime.now(UTC):
        raise PaymentState
    fault.point("payments.before_open")
    opened = await asked(provider.open, bill, seconds=pace.answer.total_seconds())
    fault.point("payments.opened")
    async with db.acting_as(Worker()) as tx:
        await store.name_at_provider(tx, payment_id=bill.due.payment_id, provider_ref=opened.provider_ref)
    return opened.how
