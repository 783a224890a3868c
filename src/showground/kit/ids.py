"""Identifiers: UUIDv7, made in the application (RFC 9562, section 5.7)."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID


def uuid7(*, at_ms: int | None = None) -> UUID:
    """Return a new UUIDv7: 48 bits of Unix time in milliseconds, then 74 random bits.

    Args:
        at_ms: Unix time in milliseconds; now when absent.
    """
    ms = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    tail = int.from_bytes(os.urandom(10), "big")
    rand_a, rand_b = tail >> 68, tail & ((1 << 62) - 1)
    return UUID(int=(ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (rand_a & 0xFFF) << 64 | 0b10 << 62 | rand_b)


def uuid7s(count: int) -> list[UUID]:
    """Return `count` new UUIDv7s, in ascending order of their time."""
    return [uuid7() for _ in range(count)]


def moment_of(identifier: UUID) -> datetime:
    """Return when a UUIDv7 was made, to the millisecond."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=identifier.int >> 80)


CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs; no 0, O, 1, I: people type these at a door


def short_code(length: int = 10) -> str:
    """Return a random code that people can read aloud and type: five bits a sign."""
    return "".join(CODE_ALPHABET[byte & 31] for byte in os.urandom(length))
