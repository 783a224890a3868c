"""ETags of things that count their edits: sent with what is shown, asked back by If-Match."""

from __future__ import annotations

import re
from typing import Protocol, TypeVar

from litestar import Response

from showground.kit.faults import Invalid

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"\Z')


class Revised(Protocol):
    """Something that counts its edits."""

    @property
    def revision(self) -> int:
        """The number of the edit."""


T = TypeVar("T", bound=Revised)


def tagged(thing: T) -> Response[T]:
    """Answer with a thing and its ETag."""
    return Response(thing, headers={"etag": f'"{thing.revision}"'})


def revision_of(if_match: str | None) -> int | None:
    """Return the revision that a caller saw; None when he does not say, or takes any.

    Raises:
        Invalid: the header is no ETag of ours.
    """
    text = (if_match or "*").strip()
    if text == "*":
        return None
    found = _TAG.match(text)
    if found is None:
        raise Invalid('If-Match holds the ETag that you were given, like "3".', field="If-Match")
    return int(found.group(1))
