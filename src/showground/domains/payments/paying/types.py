"""Payments as their buyers see them. Amounts are minor units of the currency beside them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from showground.domains.payments.types import PaymentStatus
from showground.gateways.payments.messages import ProviderName


class Payment(msgspec.Struct, frozen=True):
    """A payment of an order."""

    id: UUID
    order_id: UUID
    event_id: UUID
    provider: ProviderName
    status: PaymentStatus
    amount: int
    captured_amount: int
    refunded_amount: int
    currency_code: str
    created_at: datetime
    captured_at: datetime | None
