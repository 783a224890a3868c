"""What people type into the searches of a console. Pure."""

from __future__ import annotations

from showground.domains.ticketing.reading.types import NUMBER_SIGNS
from showground.kit.ids import CODE_ALPHABET

CODE_SIGNS = 10


def tail_of_number(words: str) -> str:
    """Return the last eight hex digits of the id that an order's number stands for; empty when this is no number."""
    signs = words.strip().upper().removeprefix("SG-")
    if len(signs) != NUMBER_SIGNS or not set(signs) <= set(CODE_ALPHABET):
        return ""
    bits = 0
    for sign in signs:
        bits = bits << 5 | CODE_ALPHABET.index(sign)
    return f"{bits & 0xFFFF_FFFF:08x}"


def words_or_code(words: str) -> str:
    """Return what to look for: a ticket's code as it is stored, however it was grouped, or the words as they stand."""
    plain = "".join(words.split()).upper()
    return plain if len(plain) == CODE_SIGNS and set(plain) <= set(CODE_ALPHABET) else words.strip()
