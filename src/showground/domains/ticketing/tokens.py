"""The signed text in a guest's link to his order. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.kit.sealing import seal

if TYPE_CHECKING:
    from uuid import UUID

ORDER_LINK = "order-link"  # the purpose of its key: `keyring.key(ORDER_LINK)`
ORDER_PARAMETER = "order_token"


def order_token(key: bytes, order_id: UUID) -> str:
    """Return the text that lets a guest come back to his order: `?order_token=...` on any page about it."""
    return seal(key, order_id.bytes)
