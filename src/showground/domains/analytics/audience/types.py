"""The shapes of an owner's audience."""

from __future__ import annotations

from datetime import date

import msgspec


class ViewsOfDay(msgspec.Struct, frozen=True):
    """How often an owner's events were shown on one day."""

    day: date
    count: int
