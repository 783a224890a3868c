"""What is said between us and a payment provider. Amounts are minor units of the currency beside them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

ProviderName = Literal["test", "manual", "stripe"]


class Notice(msgspec.Struct, frozen=True):
    """What a provider says happened to a payment; `notice_id` is the provider's own id of the message."""

    provider: ProviderName
    notice_id: str
    payment_id: UUID
    kind: Literal["pending", "captured", "failed", "cancelled"]
    amount: int
    currency: str
    provider_ref: str
    account: str = ""


class Due(msgspec.Struct, frozen=True):
    """A payment as a provider has to know it."""

    payment_id: UUID
    amount: int
    currency: str


class RefundOrder(msgspec.Struct, frozen=True):
    """Money to send back; `refund_id` is the idempotency key."""

    refund_id: UUID
    provider_ref: str | None
    amount: int
    currency: str
