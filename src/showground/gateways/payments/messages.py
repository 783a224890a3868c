"""What is said between us and a payment provider. Amounts are minor units of the currency beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

ProviderName = Literal["test", "manual", "stripe"]
PaymentState = Literal["pending", "captured", "failed", "cancelled"]
NoticeKind = Literal["pending", "authorized", "captured", "failed", "cancelled", "refunded", "refund_failed"]


class Notice(msgspec.Struct, frozen=True):
    """What a provider says happened to a payment, or to a refund of it.

    Attributes:
        notice_id: The provider's own id of the message: the same message twice has the same.
        refund_id: Our name of the refund that it is about, when it is about one.
    """

    provider: ProviderName
    notice_id: str
    payment_id: UUID
    kind: NoticeKind
    amount: int
    currency: str
    provider_ref: str
    account: str = ""
    refund_id: UUID | None = None
    reason: str = ""


class Due(msgspec.Struct, frozen=True):
    """A payment as a provider has to know it; `payment_id` is the idempotency key."""

    payment_id: UUID
    amount: int
    currency: str
    provider_ref: str | None = None


class Bill(msgspec.Struct, frozen=True):
    """A payment that is to be opened: what is due, what for, where the payer goes on, and until when."""

    due: Due
    words: str
    return_url: str
    expires_at: datetime | None


class Redirect(msgspec.Struct, frozen=True, tag="redirect"):
    """The payer goes to the provider's page."""

    url: str


class ExtraStep(msgspec.Struct, frozen=True, tag="extra_step"):
    """The payer has begun to pay, and has to prove to his bank that it is him (3-D Secure)."""

    url: str


class Instructions(msgspec.Struct, frozen=True, tag="instructions"):
    """The payer sends the money himself: what to write where, for people, with the reference that names the payment."""

    reference: str
    rows: tuple[tuple[str, str], ...]


HowToPay = Redirect | ExtraStep | Instructions


class Opened(msgspec.Struct, frozen=True):
    """A payment that the provider knows, and what its payer has to do."""

    provider_ref: str
    how: HowToPay


class Standing(msgspec.Struct, frozen=True):
    """What a provider knows of a payment when it is asked.

    `unknown`: it was never opened there; `open`: nobody has begun to pay; `pending`: money may still come.
    """

    state: Literal["unknown", "open"] | PaymentState
    amount: int = 0
    currency: str = ""
    provider_ref: str = ""


class RefundOrder(msgspec.Struct, frozen=True):
    """Money to send back; `refund_id` is the idempotency key."""

    refund_id: UUID
    payment_id: UUID
    provider_ref: str | None
    amount: int
    currency: str


class RefundStanding(msgspec.Struct, frozen=True):
    """What became of a refund.

    `unknown`: the provider was never asked for it; `failed`: it will not be sent, and `reason` says why.
    """

    state: Literal["unknown", "pending", "done", "failed"]
    provider_ref: str = ""
    reason: str = ""
