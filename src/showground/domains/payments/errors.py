"""How paying can fail."""

from __future__ import annotations

from showground.kit.faults import Conflict, Fault, Invalid, Kind, Unknown


class KeyReused(Fault):
    """The idempotency key came with another request."""

    kind, code = Kind.INVALID, "payments.key_reused"
    says = "This Idempotency-Key was already used for a different request."


class NoSuchEvent(Unknown):
    """Not there, or not the buyer's to see."""

    code = "payments.no_such_event"
    says = "There is no such event."


class BuyerUnknown(Invalid):
    """A guest without an address."""

    code = "payments.buyer_unknown"
    says = "Give an e-mail address, so that your tickets can reach you."


class NotRefundable(Conflict):
    """More than was captured, or nothing to give back."""

    code = "payments.not_refundable"
    says = "This cannot be refunded: it was not paid, or is already on its way back."


class PaymentState(Conflict):
    """A payment goes forward only."""

    code = "payments.state"
    says = "The payment is not in a state that allows this."


class ReasonWanted(Invalid):
    """A refund without a reason."""

    code, about = "payments.reason_wanted", "reason"
    says = "Say why, in at most 500 characters: the buyer reads it."


CONSTRAINTS: dict[str, type[Fault]] = {"payments_not_overrefunded": NotRefundable}
STATES: dict[str, type[Fault]] = {"SG041": PaymentState, "SG042": NotRefundable}
