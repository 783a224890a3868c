"""Pictures as people send them: plain ones, and the broken, huge and treacherous."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def picture_bytes(size=(640, 480), *, form="PNG", mode="RGB", colour=(200, 90, 30), **how) -> bytes:
    """Return a picture of one colour with a corner of another, so that one sees how it lies."""
    image = Image.new(mode, size, colour)
    corner = (max(1, size[0] // 4), max(1, size[1] // 4))
    image.paste(Image.new(mode, corner, _other(mode)), (0, 0))
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def _other(mode):
    return {"L": 20, "1": 1, "P": 3, "LA": (20, 255), "CMYK": (0, 255, 255, 0)}.get(
        mode, (20, 40, 120, 255)[: len(mode)]
    )


def animation() -> bytes:
    """Return a GIF whose first frame is red and whose second is blue."""
    red, blue = Image.new("RGB", (300, 200), (220, 0, 0)), Image.new("RGB", (300, 200), (0, 0, 220))
    out = io.BytesIO()
    red.save(out, "GIF", save_all=True, append_images=[blue], duration=80)
    return out.getvalue()


def png(width, height, data: bytes, *, more: bytes = b"") -> bytes:
    """Return a PNG of grey that says what it likes about its size, whatever its data are."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + more + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def zipped(size: int) -> bytes:
    """Return so many zeros, packed; a thousandth of it."""
    packer = zlib.compressobj(9)
    zeros = bytes(1 << 20)
    return b"".join(packer.compress(zeros) for _ in range(size >> 20)) + packer.flush()


def text_bomb(size: int) -> bytes:
    """Return a chunk of text about a PNG that unpacks to so many bytes."""
    return _chunk(b"zTXt", b"Comment\0\0" + zipped(size))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
