"""Chance that repeats: one seed gives the same ids, picks and moments on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import numpy as np

from showground.kit.ids import CODE_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

T = TypeVar("T")
SEED = 20_260_101
AT_ONCE = 4096
LOW_62 = (1 << 62) - 1


class Chance:
    """A source of everything random in the demo."""

    def __init__(self, *seed: int) -> None:
        self.rng = np.random.default_rng((SEED, *seed))
        self._dice: list[float] = []  # drawn by the thousand: one at a time costs ten times as much
        self._tails: list[int] = []

    def roll(self) -> float:
        """Return a number from 0 to below 1."""
        if not self._dice:
            self._dice = self.rng.random(AT_ONCE).tolist()
        return self._dice.pop()

    def between(self, first: float, last: float) -> float:
        """Return a number between two."""
        return first + (last - first) * self.roll()

    def ids(self, count: int, at: NDArray[np.float64] | list[float] | float) -> list[UUID]:
        """Return UUIDv7s.

        Args:
            at: When they were made, in Unix seconds: one moment or one for each.
        """
        raw = np.frombuffer(self.rng.bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
        ms = np.broadcast_to((np.asarray(at) * 1000).astype(np.int64), (count,)).astype(">u8")
        raw[:, :6] = ms.view(np.uint8).reshape(count, 8)[:, 2:]
        raw[:, 6] = (raw[:, 6] & 0x0F) | 0x70
        raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
        text = raw.tobytes()
        return [UUID(bytes=text[i : i + 16]) for i in range(0, len(text), 16)]

    def id(self, at: float) -> UUID:
        """Return one UUIDv7."""
        if not self._tails:
            raw = self.rng.bytes(10 * AT_ONCE)
            self._tails = [int.from_bytes(raw[i : i + 10], "big") for i in range(0, len(raw), 10)]
        tail = self._tails.pop()
        fixed = int(at * 1000) << 80 | 7 << 76 | 2 << 62
        return UUID(int=fixed | (tail >> 68 & 0xFFF) << 64 | tail & LOW_62)

    def few(self, count: int, at: float) -> list[UUID]:
        """Return some UUIDv7s of one moment."""
        return [self.id(at) for _ in range(count)]

    def codes(self, count: int, length: int = 10) -> list[str]:
        """Return codes of ticket form; with 50 bits, two alike in one event do not happen."""
        return ["".join([CODE_ALPHABET[int(self.roll() * 32)] for _ in range(length)]) for _ in range(count)]

    def moments(self, first: float, last: float, count: int) -> NDArray[np.float64]:
        """Return Unix seconds between two, in no order."""
        return self.rng.uniform(first, last, count).round(3)

    def skewed(self, choices: int, count: int, *, power: float = 2.0) -> NDArray[np.int64]:
        """Return indices below `choices` of which the lowest are the most frequent."""
        return np.minimum((self.rng.random(count) ** power * choices).astype(np.int64), choices - 1)

    def hits(self, share: float) -> bool:
        """Return true with a probability."""
        return self.roll() < share

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to `limit` - 1."""
        return int(self.roll() * limit)

    def low(self, limit: int, *, power: float = 2.0) -> int:
        """Return a whole number from 0 to `limit` - 1, mostly a low one."""
        return int(self.roll() ** power * limit)

    def one(self, choices: Sequence[T]) -> T:
        """Return one of some."""
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return that many different ones, or all when there are fewer."""
        if count >= len(choices):
            return list(choices)
        found: dict[int, None] = {}
        while len(found) < count:
            found[self.below(len(choices))] = None
        return [choices[i] for i in found]
