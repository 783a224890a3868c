"""What a search means and which days its chips name: pure functions."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DateChip = Literal["today", "tomorrow", "weekend", "week", "next-month"]
LONGEST_EVENT = timedelta(days=31)  # how far back the walk looks for events that still run
FAR = datetime(9000, 1, 1, tzinfo=UTC)
MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")


class Span(NamedTuple):
    """A stretch of time; `until` is not part of it."""

    since: datetime
    until: datetime


def words_of(text: str) -> str | None:
    """Return a search as a tsquery: every word, also as the beginning of a longer one; None when there is no word."""
    words = _WORD.findall(text.casefold())[:MOST_WORDS]
    return " & ".join(f"{word}:*" for word in words) if words else None


def days_of(chip: DateChip, *, now: datetime, zone: ZoneInfo) -> Span:
    """Return the days that a chip names, seen from a zone: whole days from midnight to midnight.

    A weekend is Saturday and Sunday; on one of them it is the present one. A week ends with Sunday.
    """
    today = now.astimezone(zone).date()
    saturday = today + timedelta(days=(5 - today.weekday()) if today.weekday() < 6 else -1)
    monday = today + timedelta(days=7 - today.weekday())
    first, end = {
        "today": (today, today + timedelta(days=1)),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=2)),
        "weekend": (saturday, saturday + timedelta(days=2)),
        "week": (today, monday),
        "next-month": (_month_after(today), _month_after(_month_after(today))),
    }[chip]
    return Span(_midnight(first, zone), _midnight(end, zone))


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
