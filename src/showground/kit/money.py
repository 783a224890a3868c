"""Money as integer minor units with a currency; never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

BPS = 10_000


class Money(msgspec.Struct, frozen=True, order=True):
    """An amount in minor units of a currency (1234 with EUR is 12.34 EUR, with JPY 1234 JPY)."""

    amount: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    @property
    def is_zero(self) -> bool:
        """Whether nothing is due."""
        return self.amount == 0

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            msg = f"{self.currency} and {other.currency} do not mix"
            raise ValueError(msg)
        return other.amount


def share_bps(amount: int, bps: int) -> int:
    """Return `bps` basis points of `amount` minor units, half up to a whole minor unit."""
    return (2 * amount * bps + BPS) // (2 * BPS)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` minor units in proportion to `weights`, losing and inventing nothing.

    Largest remainder (Hamilton's method); ties go to the earlier position. With only zero weights the parts are equal.
    """
    if not weights:
        return []
    shares = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(total * shares[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def to_decimal(amount: int, exponent: int) -> Decimal:
    """Return minor units as a decimal of the major unit (1234, 2 -> 12.34)."""
    return Decimal(amount).scaleb(-exponent)


def from_decimal(value: Decimal, exponent: int) -> int:
    """Return a decimal of the major unit as minor units, half up."""
    return int(value.scaleb(exponent).to_integral_value(rounding=ROUND_HALF_UP))
