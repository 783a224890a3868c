"""The process that decodes one picture: bytes on stdin; on stdout its sizes, or the code of a fault."""

from __future__ import annotations

import os
import resource
import sys
from typing import TYPE_CHECKING, cast

import msgspec

from showground.kit.faults import Invalid
from showground.kit.pictures import MOST_PIXELS, Variant

if TYPE_CHECKING:
    from showground.kit.pictures import PictureKind

MOST_MEMORY, MOST_CPU_SECONDS, NICE = 1 << 30, 20, 10


class Answer(msgspec.Struct):
    """What became of it: sizes, or the code of the fault."""

    variants: list[Variant] = []
    fault: str = ""


def main(kind: PictureKind) -> None:
    """Decode what comes on stdin."""
    from PIL import Image  # here and not above: who reads our answer needs its shape, and no decoders

    from showground.kit.decoding import pictured

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing to write but the answer
    os.nice(NICE)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        answer = Answer(pictured(sys.stdin.buffer.read(), kind))
    except Invalid as fault:
        answer = Answer(fault=fault.code)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main(cast("PictureKind", sys.argv[1]))
