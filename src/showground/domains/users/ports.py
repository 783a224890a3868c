"""What people's uploads need of the outside world; gateways stand behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from showground.gateways.storage.blobs import Blob, Lying


class Storage(Protocol):
    """Keeps blobs under names. A blob is there whole or not at all; what cannot be reached is `Unavailable`."""

    async def put(self, name: str, content: bytes) -> None:
        """Keep a blob, in place of one of that name."""
        ...

    async def open(self, name: str) -> Blob:
        """Return a blob to be read.

        Raises:
            Unknown: there is none of that name.
        """
        ...

    async def exists(self, name: str) -> bool:
        """Return whether a blob is there."""
        ...

    async def delete(self, names: Sequence[str]) -> None:
        """Remove blobs; those that are not there are passed over."""
        ...

    def listed(self, folder: str = "") -> AsyncIterator[Lying]:
        """Go through every blob in a folder and below."""
        ...
