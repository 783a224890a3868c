"""What payments announces. Bodies carry ids only; whoever reacts reads the rest."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec


class PaymentOpened(msgspec.Struct, frozen=True):
    """An order waits for its payment."""

    kind: ClassVar[str] = "payments.payment_opened"
    order: UUID
    event: UUID
    payment: UUID


class OrderPaid(msgspec.Struct, frozen=True):
    """An order is paid, or was free, and its tickets are issued."""

    kind: ClassVar[str] = "payments.order_paid"
    order: UUID
    event: UUID
    payment: UUID | None


class RefundDue(msgspec.Struct, frozen=True):
    """A refund was decided and is to be carried out by its provider."""

    kind: ClassVar[str] = "payments.refund_due"
    refund: UUID
    order: UUID
    event: UUID
