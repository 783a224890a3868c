"""What payments needs of the outside world; gateways stand behind it. Nothing here is called inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from showground.gateways.payments.messages import (
        Bill,
        Due,
        Notice,
        Opened,
        ProviderName,
        RefundOrder,
        RefundStanding,
        Standing,
    )


class Provider(Protocol):
    """Somebody who collects money and sends it back.

    Everything is named by our ids, so each call may be repeated: after an answer that was lost the same call gives the
    same answer. `Unavailable` means that nobody knows what became of it; whoever called asks after it later.
    """

    name: ProviderName

    async def open(self, bill: Bill) -> Opened:
        """Make a payment known, once however often; return how it is paid now.

        Raises:
            Unavailable: try again later. Invalid: the same id was opened with another amount.
        """
        ...

    async def close(self, due: Due) -> Standing:
        """Let nobody begin to pay any more; return how the payment stands: who was quicker has paid.

        Raises:
            Unavailable: try again later.
        """
        ...

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return the notice of a message that is proved to be the provider's.

        Raises:
            Refused: the signature does not hold, or is too old. Invalid: the message says nothing we know.
        """
        ...

    async def look_up(self, due: Due) -> Standing:
        """Return what the provider knows of a payment.

        Raises:
            Unavailable: try again later.
        """
        ...

    async def refund(self, order: RefundOrder) -> RefundStanding:
        """Send money back, once however often it is asked.

        Raises:
            Unavailable: it may have been sent; ask after it. Invalid: the same id was asked for with another amount.
        """
        ...

    async def look_up_refund(self, order: RefundOrder) -> RefundStanding:
        """Return what became of a refund; `unknown` when it was never asked for.

        Raises:
            Unavailable: try again later.
        """
        ...


Providers = Mapping[str, Provider]
