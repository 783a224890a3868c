"""What payments needs of the outside world; gateways stand behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.gateways.payments.messages import Due, Notice, ProviderName, RefundOrder


class Provider(Protocol):
    """Somebody who collects money and sends it back."""

    name: ProviderName

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return the notice of a message that is proved to be the provider's.

        Raises:
            Refused: the signature does not hold, or is too old. Invalid: the message says nothing we know.
        """
        ...

    async def look_up(self, due: Due) -> Notice | None:
        """Return what the provider knows of a payment, or None when it has nothing final to say."""
        ...

    async def refund(self, order: RefundOrder) -> str:
        """Send money back, once however often it is asked, keyed by the refund's id; return the provider's reference.

        Raises:
            Unavailable: try again later.
        """
        ...


Providers = dict[str, Provider]
