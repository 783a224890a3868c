"""Keyset cursors: opaque to callers, plain inside."""

from __future__ import annotations

import base64
import binascii
from typing import Generic, TypeVar

import msgspec

from showground.kit.faults import Invalid

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some items and, when there are more, the cursor that continues after them."""

    items: list[T]
    next: str | None = None


def encode_cursor(*keys: object) -> str:
    """Return an opaque cursor for the sort keys of the last item shown."""
    return base64.urlsafe_b64encode(msgspec.json.encode(keys)).rstrip(b"=").decode()


def decode_cursor(cursor: str, shape: type[T]) -> T:
    """Return the sort keys of a cursor as `shape`, a tuple type.

    Raises:
        Invalid: the cursor was not made by `encode_cursor` for this shape.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise Invalid("This page link is damaged. Start from the first page.", field="cursor") from error


def paged(items: list[T], limit: int, *keys: str) -> Page[T]:
    """Return a page of `items` fetched with `limit + 1`, its cursor made from the named attributes."""
    if len(items) <= limit:
        return Page(items)
    last = items[limit - 1]
    return Page(items[:limit], encode_cursor(*(getattr(last, key) for key in keys)))
