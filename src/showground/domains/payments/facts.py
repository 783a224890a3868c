"""What payments announces. Bodies carry ids only; whoever reacts reads the rest."""

from __future__ import annotations

from uuid import UUID

import msgspec


class PaymentOpened(msgspec.Struct, frozen=True):
    """An order waits for its payment."""

    order: UUID
    event: UUID
    payment: UUID
    kind: str = "payments.payment_opened"


class OrderPaid(msgspec.Struct, frozen=True):
    """An order is paid, or was free, and its tickets are issued."""

    order: UUID
    event: UUID
    payment: UUID | None
    kind: str = "payments.order_paid"


class RefundDue(msgspec.Struct, frozen=True):
    """A refund was decided and is to be carried out by its provider."""

    refund: UUID
    order: UUID
    event: UUID
    kind: str = "payments.refund_due"
