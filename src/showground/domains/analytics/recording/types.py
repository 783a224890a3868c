"""The shape of what is recorded."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

Surface = Literal["discover", "search", "feed", "event_page", "profile", "share"]
Step = Literal["cart.opened", "checkout.opened", "payment.opened"]


class Witness(msgspec.Struct, frozen=True):
    """Who saw it. `trace` is address and browser, which never leave the process: a visitor's key is made of them."""

    viewer: UUID | None
    link: str | None
    trace: str
    nobody: bool
    """He asked not to be followed: neither name nor key is kept."""


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody saw or did. Its identifier is made with it: written twice, it counts once."""

    id: UUID
    by: Witness
    event_id: UUID | None = None
    post_id: UUID | None = None
    org_id: UUID | None = None
    surface: Surface | None = None
    kind: str | None = None
    properties: dict[str, str] | None = None


class Recorded(msgspec.Struct, frozen=True):
    """A sighting that was new."""

    id: UUID
