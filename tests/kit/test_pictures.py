"""Uploads as pure bytes: what is taken, what it becomes, what is refused before it costs anything."""

from __future__ import annotations

import io
import time
import tracemalloc

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin
from tests.make.pictures import animation, picture_bytes, png, text_bomb, zipped

from showground.kit.decoding import pictured
from showground.kit.pictures import MOST_PIXELS, NotAPicture, TooManyPixels, key_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
SECRET = b"the-secret-garden"


def opened(variant):
    image = Image.open(io.BytesIO(variant.content), formats=["WEBP"])
    image.load()
    return image


def near(pixel, colour):
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=False))


def located(orientation=6):
    """Return what a telephone knows about a picture: where, with what, and which side is up."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.Orientation] = orientation
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (51.0, 3.0, 15.5)
    return exif


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_each_format_becomes_webp_in_every_size(form):
    made = pictured(picture_bytes((2000, 1000), form=form), "cover")

    assert [(one.name, one.width, one.height) for one in made] == [(480, 480, 240), (960, 960, 480), (1600, 1600, 800)]
    assert [opened(one).size for one in made] == [(480, 240), (960, 480), (1600, 800)]
    assert near(opened(made[1]).convert("RGB").getpixel((900, 400)), (200, 90, 30))


@pytest.mark.parametrize(
    ("size", "kind", "sizes"),
    [
        ((1, 1), "avatar", [(1, 1), (1, 1)]),
        ((1, 1), "cover", [(1, 1)] * 3),
        ((300, 120), "avatar", [(96, 96), (120, 120)]),
        ((700, 350), "cover", [(480, 240), (700, 350), (700, 350)]),
        ((300, 9000), "cover", [(32, 960), (64, 1920), (107, 3200)]),
        ((9000, 2), "cover", [(480, 1), (960, 1), (1600, 1)]),
        ((300, 120), "logo", [(96, 96), (256, 256)]),
    ],
)
def test_nothing_is_made_larger_and_nothing_vanishes(size, kind, sizes):
    assert [(one.width, one.height) for one in pictured(picture_bytes(size), kind)] == sizes


def test_a_logo_is_whole_with_nothing_around_it():
    small, _ = pictured(picture_bytes((300, 100)), "logo")
    image = opened(small)

    assert (image.mode, image.getpixel((48, 2))[3], image.getpixel((48, 93))[3]) == ("RGBA", 0, 0)
    assert image.getpixel((2, 48))[3] == 255


def test_the_first_frame_of_an_animation_is_kept():
    _, image = pictured(animation(), "avatar")
    still = opened(image)

    assert getattr(still, "n_frames", 1) == 1
    assert near(still.convert("RGB").getpixel((100, 100)), (220, 0, 0))


@pytest.mark.parametrize(
    ("mode", "form", "colour"),
    [
        ("CMYK", "JPEG", (0, 160, 200, 40)),
        ("L", "PNG", 128),
        ("1", "PNG", 1),
        ("P", "PNG", 5),
        ("LA", "PNG", (90, 128)),
    ],
)
def test_every_way_to_write_colour_is_read(mode, form, colour):
    for one in pictured(picture_bytes((300, 300), mode=mode, form=form, colour=colour), "avatar"):
        assert opened(one).mode in {"RGB", "RGBA"}


def test_sixteen_bits_of_grey_are_scaled_and_not_clipped():
    deep = io.BytesIO()
    Image.new("I;16", (100, 100), 32768).save(deep, "PNG")

    assert abs(opened(pictured(deep.getvalue(), "avatar")[0]).convert("L").getpixel((50, 50)) - 128) < 4


def test_transparency_stays():
    made = pictured(picture_bytes((300, 300), mode="RGBA", colour=(255, 0, 0, 0)), "avatar")

    assert opened(made[0]).getpixel((90, 90))[3] == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_where_and_with_what_it_was_taken_is_gone(form):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    more = {"pnginfo": told} if form == "PNG" else {"xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    sent = picture_bytes((800, 400), form=form, exif=located(), icc_profile=profile, **more)
    assert SECRET in sent

    for one in pictured(sent, "cover"):
        chunks = {one.content[place : place + 4] for place in range(12, 40)}
        assert SECRET not in one.content
        assert [mark for mark in (b"EXIF", b"Exif", b"XMP ", b"ICCP", b"GPS") if mark in one.content] == []
        assert chunks & {b"VP8 ", b"VP8L", b"VP8X"}
        assert (dict(opened(one).getexif()), opened(one).info.get("exif")) == ({}, None)


def test_what_lay_on_its_side_stands_upright():
    """The corner at the top left goes to the top right when the camera was turned by a quarter."""
    made = pictured(picture_bytes((800, 400), form="JPEG", exif=located(orientation=6)), "cover")
    image = opened(made[0]).convert("RGB")

    assert image.size == (400, 800)
    assert near(image.getpixel((390, 10)), (20, 40, 120))
    assert near(image.getpixel((10, 10)), (200, 90, 30))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        SVG,
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7 1 0 obj",
        picture_bytes(form="BMP"),
        picture_bytes(form="TIFF"),
        picture_bytes(form="ICO", size=(32, 32)),
        picture_bytes((900, 900), form="JPEG", colour=(9, 99, 199))[:2500],
        picture_bytes((900, 900))[:-900],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    ],
    ids=["nothing", "a stub", "svg", "html", "pdf", "bmp", "tiff", "ico", "cut jpeg", "cut png", "zeros"],
)
def test_what_is_no_picture_of_ours_is_refused(content):
    with pytest.raises(NotAPicture):
        pictured(content, "cover")


@pytest.mark.parametrize(
    "bomb",
    [
        png(65_000, 65_000, zipped(1 << 20)),
        png(50_001, 1000, zipped(1 << 20)),
        png(16_001, 2, zipped(1 << 20)),
        png(7_100, 7_100, zipped(64 << 20)),
    ],
    ids=["four gigapixels", "one too many", "one side too long", "whole"],
)
def test_what_says_that_it_is_huge_is_refused_before_it_is_decoded(bomb):
    tracemalloc.start()
    began = time.process_time()

    with pytest.raises(TooManyPixels):
        pictured(bomb, "cover")

    assert tracemalloc.get_traced_memory()[1] < MOST_PIXELS
    assert time.process_time() - began < 2
    tracemalloc.stop()


def test_a_text_that_unpacks_to_gigabytes_is_not_unpacked():
    with pytest.raises(NotAPicture):
        pictured(png(10, 10, zipped(1 << 20), more=text_bomb(256 << 20)), "cover")


def test_more_data_than_pixels_do_not_come_in():
    """A PNG of a hundred pixels with 256 megabytes behind them is what its head says, at the price of that."""
    began = time.process_time()

    made = pictured(png(10, 10, zipped(256 << 20)), "avatar")

    assert [(one.width, one.height) for one in made] == [(10, 10), (10, 10)]
    assert time.process_time() - began < 2


def test_a_key_is_made_of_the_content_and_of_its_salt():
    made, other = pictured(picture_bytes(), "avatar"), pictured(picture_bytes(colour=(1, 2, 3)), "avatar")
    key = key_of("avatar", made, salt=b"1" * 16)

    assert key.startswith("avatar-")
    assert len(key) == len("avatar-") + 40
    assert key == key_of("avatar", made, salt=b"1" * 16)
    assert len({key, key_of("avatar", made, salt=b"2" * 16), key_of("avatar", other, salt=b"1" * 16)}) == 3
