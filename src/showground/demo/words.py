"""What people and things are called in the demo, what they say, and what things cost; the words stand in a file."""

from __future__ import annotations

from importlib import resources

import msgspec


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of `data/words.json`. Packages come with hundreds of euros; `per_euro` is minor units, roughly."""

    first: list[str]
    last: list[str]
    bios: list[str]
    club_of: list[str]
    club_is: list[str]
    meetup: list[str]
    meetup_is: list[str]
    posts: list[str]
    comments: list[str]
    messages: list[str]
    subjects: list[str]
    broadcast: str
    brand_of: list[str]
    brand_is: list[str]
    packages: list[tuple[str, int]]
    offers: list[str]
    headlines: list[str]
    per_euro: dict[str, int]


WORDS = msgspec.json.decode((resources.files("showground") / "demo" / "data" / "words.json").read_bytes(), type=Words)


def price_in(currency: str, euros: float) -> int:
    """Return an amount in minor units that looks like a price: two figures that count, then zeros."""
    amount = int(euros * WORDS.per_euro.get(currency, 1000))
    if amount < 1:
        return 0
    step: int = 10 ** max(0, len(str(amount)) - 2)
    return max(step, round(amount / step) * step)
