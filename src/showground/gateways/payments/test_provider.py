"""A provider that moves no money: its pay page asks what shall happen, and its notices are signed like a real one's."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Literal

import msgspec

from showground.gateways.payments.messages import Notice
from showground.kit.faults import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from showground.gateways.payments.messages import Due, ProviderName, RefundOrder

SIGNATURE, TIMESTAMP = "showground-test-signature", "showground-test-timestamp"
TOLERANCE_SECONDS = 300
Outcome = Literal["succeed", "fail"]


class TestProvider:
    """Signs with HMAC-SHA256 over `timestamp.body`, five minutes of tolerance; refuses everything else."""

    __test__ = False  # not a test class
    name: ProviderName = "test"

    def __init__(self, secret: bytes, *, older: Sequence[bytes] = ()) -> None:
        self._secret, self._secrets = secret, (secret, *older)

    def notice(self, due: Due, outcome: Outcome) -> Notice:
        """Return what this provider says when its customer chose an outcome; the same choice is the same notice."""
        return Notice(
            provider="test",
            notice_id=f"{due.payment_id}:{outcome}",
            payment_id=due.payment_id,
            kind="captured" if outcome == "succeed" else "failed",
            amount=due.amount,
            currency=due.currency,
            provider_ref=f"test_{due.payment_id}",
        )

    def signed(self, notice: Notice, *, at: int | None = None) -> tuple[dict[str, str], bytes]:
        """Return a notice as the message that comes over the wire: headers and body."""
        body, timestamp = msgspec.json.encode(notice), str(int(time.time()) if at is None else at)
        return {TIMESTAMP: timestamp, SIGNATURE: _signature(self._secret, timestamp, body)}, body

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return the notice of a message that carries our signature and is fresh.

        Raises:
            Refused: the signature does not hold or the message is too old. Invalid: it is no notice.
        """
        timestamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        genuine = (_signature(secret, timestamp, body) for secret in self._secrets)
        if not timestamp.isdigit() or not any(hmac.compare_digest(signature, one) for one in genuine):
            raise Refused("The signature of this notice does not hold.")
        if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
            raise Refused("This notice is too old.")
        try:
            return msgspec.json.decode(body, type=Notice)
        except msgspec.MsgspecError as error:
            raise Invalid("This is no notice.", field="body") from error

    async def look_up(self, due: Due) -> Notice | None:  # noqa: ARG002 - the protocol's
        """Return nothing: this provider keeps no books; who has not chosen an outcome has not paid."""
        return None

    async def refund(self, order: RefundOrder) -> str:
        """Send nothing, and say that it was sent."""
        return f"test_refund_{order.refund_id}"


def _signature(secret: bytes, timestamp: str, body: bytes) -> str:
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
