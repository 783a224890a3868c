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


class Chance:
    """A source of everything random in the demo."""

    def __init__(self, *seed: int) -> None:
        self.rng = np.random.default_rng((SEED, *seed))

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
        return self.ids(1, at)[0]

    def codes(self, count: int, length: int = 10) -> list[str]:
        """Return codes of ticket form; with 50 bits, two alike in one event do not happen."""
        signs = np.array(list(CODE_ALPHABET))[self.rng.integers(0, 32, (count, length))]
        return ["".join(row) for row in signs.tolist()]

    def moments(self, first: float, last: float, count: int) -> NDArray[np.float64]:
        """Return Unix seconds between two, in no order."""
        return self.rng.uniform(first, last, count).round(3)

    def skewed(self, choices: int, count: int, *, power: float = 2.0) -> NDArray[np.int64]:
        """Return indices below `choices` of which the lowest are the most frequent."""
        return np.minimum((self.rng.random(count) ** power * choices).astype(np.int64), choices - 1)

    def hits(self, share: float) -> bool:
        """Return true with a probability."""
        return bool(self.rng.random() < share)

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to `limit` - 1."""
        return int(self.rng.integers(limit))

    def one(self, choices: Sequence[T]) -> T:
        """Return one of some."""
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return that many different ones, or all when there are fewer."""
        if count >= len(choices):
            return list(choices)
        return [choices[i] for i in self.rng.choice(len(choices), count, replace=False).tolist()]
