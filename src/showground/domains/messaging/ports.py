"""What messaging needs of the outside world; gateways stand behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from showground.gateways.mail.messages import Envelope, Reply


class MailLine(Protocol):
    """A connection to a mail server that takes one letter after the other."""

    async def deliver(self, envelope: Envelope, *, begin: Callable[[], Awaitable[bool]]) -> Reply:
        """Hand over a letter; `begin` notes, before any of it is sent, that the server may get it, or forbids it.

        It raises nothing that the server did: a `Reply` says what became of the letter.
        """
        ...

    async def close(self) -> None:
        """End it."""
        ...


class MailServer(Protocol):
    """Whoever takes our letters."""

    reply_seconds: float
    final_seconds: float

    def line(self) -> MailLine:
        """Return a line; it connects with its first letter."""
        ...
