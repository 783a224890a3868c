"""The shapes of an owner's audience."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta


class ViewsOfDay(msgspec.Struct, frozen=True):
    """How often an owner's events were shown on one day."""

    day: date
    count: int


class Counted(msgspec.Struct, frozen=True):
    """What was counted of one kind on one day."""

    day: date
    kind: str
    facts: int
    visitors: int


class AudienceDay(msgspec.Struct, frozen=True):
    """One day (UTC) of an event's page."""

    day: date
    shown: Annotated[int, Meta(description="How often a card of it stood in a list.")]
    views: Annotated[int, Meta(description="How often its page was seen.")]
    visitors: Annotated[int, Meta(description="By how many different visitors of that day.")]
    carts: Annotated[int, Meta(description="How many of them chose tickets.")]
    checkouts: Annotated[int, Meta(description="How many came to the checkout.")]
    payments: Annotated[int, Meta(description="How many went on to pay.")]
    orders: Annotated[int, Meta(description="Orders that were paid, or free.")]
    scans: Annotated[int, Meta(description="Attempts to come in.")]


class Source(msgspec.Struct, frozen=True):
    """Where views came from: a campaign, else the host of the page with the link; empty: not told."""

    name: str
    views: int


class Audience(msgspec.Struct, frozen=True):
    """Who looked at an event and how far they came. Who asks not to be followed is in `views` and `orders` only."""

    views: int
    visitors: int
    carts: int
    checkouts: int
    payments: int
    orders: int
    days: list[AudienceDay]
    sources: Annotated[list[Source], Meta(description="Of the newest views.")]
