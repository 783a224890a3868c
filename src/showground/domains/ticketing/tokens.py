"""The signed text in a guest's link to his order. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.kit.sealing import seal, unseal_by_any

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDER_LINK = "order-link"  # the purpose of its key: `keyring.key(ORDER_LINK)`
ORDER_PARAMETER = "order_token"
ID_BYTES, TIME_BYTES = 16, 5


class OrderLink(msgspec.Struct, frozen=True):
    """Which order a link opens, and when the link was made."""

    order_id: UUID
    made_at: datetime


def order_token(key: bytes, order_id: UUID, *, now: datetime) -> str:
    """Return the text that lets a guest come back to his order: `?order_token=...` on any page about it."""
    return seal(key, order_id.bytes + int(now.timestamp()).to_bytes(TIME_BYTES, "big"))


def order_link_of(keys: Iterable[bytes], token: str) -> OrderLink | None:
    """Return what a token says that one of the keys signed, else None. How long it works is not its own to say."""
    payload = unseal_by_any(keys, token)
    if payload is None or len(payload) != ID_BYTES + TIME_BYTES:
        return None
    made_at = datetime.fromtimestamp(int.from_bytes(payload[ID_BYTES:], "big"), UTC)
    return OrderLink(UUID(bytes=payload[:ID_BYTES]), made_at)
