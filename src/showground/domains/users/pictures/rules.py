"""Names of a picture's sizes: as blobs in the storage, and as addresses of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from showground.kit.pictures import SHAPES

if TYPE_CHECKING:
    from showground.kit.pictures import PictureKind

FOLDER = "pictures"
FILE = re.compile(r"(?P<key>(?P<kind>[a-z]{1,20})-[0-9a-f]{40})-(?P<width>[1-9][0-9]{1,4})\.webp")
SHARD = 2  # letters of the digest that name a folder: no folder gets too full


def file_name(key: str, width: int) -> str:
    """Return the last part of a size's address."""
    return f"{key}-{width}.webp"


def place_of(key: str, width: int) -> str:
    """Return where a size lies."""
    return f"{FOLDER}/{key.partition('-')[2][:SHARD]}/{file_name(key, width)}"


def blob_name(file: str) -> str | None:
    """Return where the size with this file name lies; None when there can be none of that name."""
    found = FILE.fullmatch(file)
    if found is None or found["kind"] not in SHAPES or int(found["width"]) not in SHAPES[kind_of(file)].widths:
        return None
    return place_of(found["key"], int(found["width"]))


def kind_of(key: str) -> PictureKind:
    """Return what a picture is for."""
    return cast("PictureKind", key.partition("-")[0])


def blobs_of(key: str) -> list[str]:
    """Return where all sizes of a picture lie."""
    return [place_of(key, width) for width in SHAPES[kind_of(key)].widths]


def key_of_blob(name: str) -> str | None:
    """Return whose size a blob is; None when it is none of ours."""
    found = FILE.fullmatch(name.rpartition("/")[2])
    return found["key"] if found and blob_name(found[0]) == name else None
