"""Pictures that we serve: their kinds, sizes and names, and what is refused. Pixels are the business of `decoding`."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

import msgspec

from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

PictureKind = Literal["avatar", "logo", "cover"]
Fit = Literal["crop", "pad", "scale"]
MOST_PIXELS = 50_000_000  # a telephone's best; decoded, two hundred megabytes
LONGEST_SIDE = 16_000
DIGEST_BYTES = 20


class NotAPicture(Invalid):
    """The bytes are none of the formats, or broken."""

    code, about = "picture_unreadable", "picture"
    says = "This is no picture that we can read. Send a JPEG, PNG, WebP, AVIF or GIF."


class TooManyPixels(Invalid):
    """Decoding it would take too much memory; `most` is in pixels, `longest` the longest side."""

    code, about = "picture_too_large", "picture"
    says = "This picture has too many pixels. Make it smaller than 50 megapixels and 16,000 pixels a side."


class Shape(msgspec.Struct, frozen=True):
    """What a kind of picture is made into: names of its widths in pixels, and how it fits into them.

    `crop` and `pad` give squares: the middle of it, or all of it on nothing. `scale` keeps the proportions.
    """

    widths: tuple[int, ...]
    fit: Fit


SHAPES: dict[PictureKind, Shape] = {
    "avatar": Shape((96, 256), "crop"),
    "logo": Shape((96, 256), "pad"),
    "cover": Shape((480, 960, 1600), "scale"),
}


class Variant(msgspec.Struct, frozen=True):
    """A picture in one size, as WebP. It is never larger than what came: `name` is the width that it stands for."""

    name: int
    width: int
    height: int
    content: bytes


def key_of(kind: PictureKind, variants: Sequence[Variant], *, salt: bytes) -> str:
    """Return the name of a picture: made of its content and a salt, so that nobody guesses it who has the original."""
    digest = blake2b(b"".join(one.content for one in variants), digest_size=DIGEST_BYTES, salt=salt[:16])
    return f"{kind}-{digest.hexdigest()}"
