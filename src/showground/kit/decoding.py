"""Uploaded bytes become pictures that we serve: decoded, upright, cut, freed of metadata, encoded anew. No I/O."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from showground.kit.pictures import LONGEST_SIDE, MOST_PIXELS, SHAPES, NotAPicture, TooManyPixels, Variant

if TYPE_CHECKING:
    from showground.kit.pictures import Fit, PictureKind

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
QUALITY, METHOD = 82, 4
FINER = 2  # a JPEG is decoded at a fraction of its size, but not below this multiple of what is wanted


def pictured(content: bytes, kind: PictureKind) -> list[Variant]:
    """Return a picture in the sizes of its kind, the smallest first. Of an animation the first frame is kept.

    Raises:
        NotAPicture: it cannot be decoded.
        TooManyPixels: it says that it is too large; then nothing was decoded.
    """
    shape = SHAPES[kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about damaged metadata, which is dropped
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _decoded(content, wanted=FINER * shape.widths[-1])
            variants = []
            for name in reversed(shape.widths):  # each from the one before: only the first is made of all the pixels
                image = _sized(image, name, shape.fit)
                variants.append(Variant(name, *image.size, _encoded(image)))
            return variants[::-1]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(most=MOST_PIXELS, longest=LONGEST_SIDE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise NotAPicture from error


def _decoded(content: bytes, *, wanted: int) -> Image.Image:
    """Return the first frame, upright, in sRGB with or without transparency, with nothing else attached."""
    image = Image.open(io.BytesIO(content), formats=FORMATS)
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise TooManyPixels(most=MOST_PIXELS, longest=LONGEST_SIDE)
    image.draft(None, (wanted, wanted))
    image.load()
    upright = _in_srgb(ImageOps.exif_transpose(image))
    upright.info.clear()
    return upright


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):  # sixteen bits of grey: conversion would clip and not scale
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    elif profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that says nothing useful: the plain numbers then
            turned = None
        image = turned or image
    return image.convert(mode)


def _sized(image: Image.Image, name: int, fit: Fit) -> Image.Image:
    sized = _scaled(image, name) if fit == "scale" else _squared(image, name, fit)
    sized.info.clear()
    return sized


def _encoded(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=METHOD)
    return out.getvalue()


def _scaled(image: Image.Image, width: int) -> Image.Image:
    """Return all of it, at most so wide and twice as high; never larger than it is."""
    ratio = min(width / image.width, 2 * width / image.height, 1.0)
    size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _squared(image: Image.Image, side: int, fit: Fit) -> Image.Image:
    if fit == "crop":
        most = min(side, *image.size)
        return ImageOps.fit(image, (most, most), Image.Resampling.LANCZOS)
    most = min(side, max(image.size))
    return ImageOps.pad(image.convert("RGBA"), (most, most), Image.Resampling.LANCZOS, color=(0, 0, 0, 0))
